package dev.clef.bench;

import java.util.Locale;

/** Prints one figure beside its goal. */
final class Figure {

  private Figure() {}

  /** A figure that should be at least {@code goal}. */
  static void print(String what, double value, String unit, double goal) {
    line(what, value, unit, ">=", goal, value >= goal);
  }

  /** A figure that should be at most {@code goal}. */
  static void atMost(String what, double value, String unit, double goal) {
    line(what, value, unit, "<=", goal, value <= goal);
  }

  /** A figure without a goal. */
  static void plain(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "%-44s %,14.1f %s%n", what, value, unit);
  }

  private static void line(
      String what, double value, String unit, String sign, double goal, boolean met) {
    System.out.printf(
        Locale.ROOT,
        "%-44s %,14.1f %-18s goal %s %,.1f  %s%n",
        what,
        value,
        unit,
        sign,
        goal,
        met ? "met" : "NOT MET");
  }
}

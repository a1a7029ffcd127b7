package dev.clef.demo;

import dev.clef.vault.Fields.Profile;
import java.util.Map;

/** What invented people correct of their profiles. */
final class Corrections {

  private Corrections() {}

  /** One of four corrections; {@code which} counts from 0. */
  static Map<String, String> of(Person person, int which) {
    return switch (which) {
      case 0 -> Map.of(Profile.DISPLAY_NAME.field(), person.given().written() + " 🎶");
      case 1 ->
          Map.of(
              Profile.ADDRESS.field(),
              (person.number() + 1) + " Octave Street, " + person.place().city());
      case 2 ->
          Map.of(
              Profile.EMAIL.field(),
              "new." + person.given().ascii() + person.number() + "@example.org");
      default -> Map.of(Profile.FAMILY_NAME.field(), person.family().written() + "-Clef");
    };
  }
}

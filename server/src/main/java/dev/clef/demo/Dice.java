package dev.clef.demo;

import java.util.Collections;
import java.util.List;

/**
 * Numbers that look drawn and are the same at every start (SplitMix64, Steele, Lea and Flood 2014):
 * for stories, never for secrets. Not thread-safe.
 */
final class Dice {

  private long state;

  Dice(long seed) {
    this.state = seed;
  }

  /** From 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** Puts a list in an order that looks drawn (Fisher and Yates). */
  void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, below(i + 1));
    }
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

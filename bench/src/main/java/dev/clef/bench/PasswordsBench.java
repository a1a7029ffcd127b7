package dev.clef.bench;

import dev.clef.blocklist.FilterInfo;
import dev.clef.blocklist.PasswordFilter;
import dev.clef.blocklist.PasswordFilterBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * A password filter of ten million hashes that look like those of stolen passwords: how fast it is
 * built, opened and asked, by one thread each.
 */
final class PasswordsBench {

  private static final int HASHES = 10_000_000;
  private static final int QUESTIONS = 5_000_000;
  private static final long SEED = 800_63;
  private static final double GOAL_BUILT = 1_000_000;
  private static final double GOAL_BYTES = 2.5;
  private static final double GOAL_ASKED = 500_000;
  private static final double GOAL_FALSE = 1e6 / 65_536;

  private PasswordsBench() {}

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("clef-bench-passwords");
    Path file = folder.resolve("filter");
    try {
      for (int round = 1; round <= 3; round++) {
        Files.deleteIfExists(file);
        long start = System.nanoTime();
        FilterInfo info = build(file);
        Figure.print("built, round " + round, HASHES / since(start), "hashes/s", GOAL_BUILT);
        if (round == 1) {
          Figure.atMost("file", info.fileBytes() / (double) HASHES, "B a hash", GOAL_BYTES);
        }
      }
      long start = System.nanoTime();
      PasswordFilter.open(file).close();
      Figure.plain(
          "opened, checksum compared", Files.size(file) / since(start) / 1e6, "MB/s, in memory");
      try (PasswordFilter filter = PasswordFilter.open(file)) {
        ask(filter);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static FilterInfo build(Path file) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      for (int i = 0; i < HASHES; i++) {
        builder.add(random.nextLong());
      }
      return builder.write("synthetic", 1, Instant.EPOCH, done -> {});
    }
  }

  private static void ask(PasswordFilter filter) {
    for (int round = 1; round <= 3; round++) {
      SplittableRandom inside = new SplittableRandom(SEED);
      questions("in the list, by hash, round " + round, i -> found(filter, inside), 1);
      SplittableRandom outside = new SplittableRandom(SEED + round);
      questions("not in the list, by hash, round " + round, i -> found(filter, outside), 0);
      questions(
          "not in the list, by password, round " + round,
          i -> filter.contains(("pass phrase " + i).getBytes(StandardCharsets.UTF_8)) ? 1 : 0,
          0);
    }
  }

  private static long found(PasswordFilter filter, SplittableRandom random) {
    return filter.contains(random.nextLong()) ? 1 : 0;
  }

  private static void questions(String what, LongUnaryOperator ask, int expected) {
    long found = 0;
    long start = System.nanoTime();
    for (int i = 0; i < QUESTIONS; i++) {
      found += ask.applyAsLong(i);
    }
    Figure.print(what, QUESTIONS / since(start), "questions/s", GOAL_ASKED);
    if (expected == 1 && found != QUESTIONS) {
      throw new IllegalStateException("a hash of the benchmark is not found");
    }
    if (expected == 0) {
      Figure.atMost(
          "  wrongly said to be in it", found * 1e6 / QUESTIONS, "a million", 2 * GOAL_FALSE);
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}

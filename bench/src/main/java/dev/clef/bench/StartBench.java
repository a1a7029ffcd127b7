package dev.clef.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Time to the first answer, and memory at rest. */
final class StartBench {

  private static final double GOAL_FIRST_SECONDS = 15;
  private static final double GOAL_SECONDS = 4;
  private static final double GOAL_MB = 400;
  private static final int RESTARTS = 5;

  private StartBench() {}

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("clef-bench");
    ServerProcess first = ServerProcess.start(folder);
    Figure.atMost("first start, with initdb", seconds(first.readyAfter()), "s", GOAL_FIRST_SECONDS);
    first.stop();
    double[] times = new double[RESTARTS];
    for (int i = 0; i < RESTARTS; i++) {
      ServerProcess again = ServerProcess.start(folder);
      times[i] = seconds(again.readyAfter());
      again.stop();
    }
    Arrays.sort(times);
    Figure.atMost("later starts, median of 5", times[RESTARTS / 2], "s", GOAL_SECONDS);
    Figure.plain("later starts, slowest of 5", times[RESTARTS - 1], "s");
    try (ServerProcess idle = ServerProcess.start(folder)) {
      Thread.sleep(Duration.ofSeconds(20));
      Figure.atMost(
          "resident at rest, server and databases",
          idle.usage().residentBytes() / 1e6,
          "MB",
          GOAL_MB);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}

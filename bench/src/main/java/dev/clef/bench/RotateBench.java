package dev.clef.bench;

/** Rotations that touch everybody: data keys, whose data is encrypted anew, and index keys. */
final class RotateBench {

  private RotateBench() {}

  static void run(int people) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      ImportBench.load(server, people);
      measure(server, people, "data", "people with new data keys, their data encrypted anew");
      measure(server, people, "index", "people found by new index keys");
    }
  }

  private static void measure(ServerProcess server, int people, String key, String what)
      throws Exception {
    Usage before = server.usage();
    long start = System.nanoTime();
    ImportBench.cli(server, "keys", "rotate", key);
    double seconds = (System.nanoTime() - start) / 1e9;
    Usage after = server.usage();
    Figure.plain(what, people / seconds, "/s");
    Figure.plain(what, people / (after.cpuSeconds() - before.cpuSeconds()), "/CPU-s");
  }
}

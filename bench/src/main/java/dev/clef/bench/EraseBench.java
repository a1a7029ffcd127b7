package dev.clef.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Erasures: one person after the other, as each of them waits for the certificate; and a whole user
 * base by {@code ./clef erase}.
 */
final class EraseBench {

  private static final String PASSWORD = "correct horse battery";
  private static final int WARM_UP = 100;
  private static final int MEASURED = 300;
  private static final double GOAL_MILLIS = 200;

  /** A million in ten minutes. */
  private static final double GOAL_RATE = 1_000_000 / 600.0;

  private EraseBench() {}

  static void run() throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      List<Client> people = new ArrayList<>();
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        Client client = new Client(server.port());
        client.register("listener" + i, PASSWORD);
        client.signIn("listener" + i, PASSWORD);
        people.add(client);
      }
      long[] nanos = new long[MEASURED];
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        long start = System.nanoTime();
        Client.expect(200, people.get(i).erase(PASSWORD));
        if (i >= WARM_UP) {
          nanos[i - WARM_UP] = System.nanoTime() - start;
        }
      }
      Arrays.sort(nanos);
      Figure.plain("erased and certified, p50", Load.percentile(nanos, 50), "ms");
      Figure.atMost("erased and certified, p95", Load.percentile(nanos, 95), "ms", GOAL_MILLIS);
      Figure.plain("erased and certified, p99", Load.percentile(nanos, 99), "ms");
    }
  }

  static void all(int people) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      ImportBench.load(server, people);
      Path file = Files.createTempFile("clef-bench", ".txt");
      try {
        Files.write(
            file, server.query("select user_id from identity.account where status = 'active'"));
        Usage before = server.usage();
        long start = System.nanoTime();
        ImportBench.cli(server, "erase", file.toString(), "--reason", "retention", "--yes");
        double seconds = (System.nanoTime() - start) / 1e9;
        Usage after = server.usage();
        Figure.print("people erased", people / seconds, "/s", GOAL_RATE);
        Figure.plain(
            "people erased", people / (after.cpuSeconds() - before.cpuSeconds()), "/CPU-s");
        Figure.plain(
            "log entries not in the tree yet when the last was answered",
            Double.parseDouble(server.query("select count(*) from audit.queue").getFirst()),
            "");
      } finally {
        Files.delete(file);
      }
    }
  }
}

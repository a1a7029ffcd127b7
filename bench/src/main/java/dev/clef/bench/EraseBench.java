package dev.clef.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Erasures, one person after the other, as each of them waits for the certificate. */
final class EraseBench {

  private static final String PASSWORD = "correct horse battery";
  private static final int WARM_UP = 100;
  private static final int MEASURED = 300;
  private static final double GOAL_MILLIS = 200;

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
}

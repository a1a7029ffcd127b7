package dev.clef.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** GET /api/v1/me: session look-up, one statement with its log entry, ten fields decrypted. */
final class ReadBench {

  private static final String PASSWORD = "correct horse battery";
  private static final double GOAL = 1_000;

  private ReadBench() {}

  static void run(Duration measure) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < Load.SESSIONS; i++) {
        Client client = new Client(server.port());
        client.register("reader" + i, PASSWORD);
        client.signIn("reader" + i, PASSWORD);
        clients.add(client);
      }
      Load.Result result =
          Load.run(
              server,
              measure,
              session -> Client.expect(200, clients.get(session).get("/api/v1/me")));
      Figure.print("reads of 10 fields", result.perCpuSecond(), "/CPU-s", GOAL);
      Figure.plain("reads of 10 fields", result.perSecond(), "/s");
      Figure.plain("p50", result.p50Millis(), "ms");
      Figure.plain("p99", result.p99Millis(), "ms");
    }
  }
}

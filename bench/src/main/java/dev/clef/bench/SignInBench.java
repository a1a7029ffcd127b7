package dev.clef.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.PasswordSettings;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Sign-ins with a password, against what the machine can hash at all. */
final class SignInBench {

  private static final String PASSWORD = "correct horse battery";
  private static final double GOAL_PERCENT = 85;

  private SignInBench() {}

  static void run(Duration measure) throws Exception {
    double raw = rawHashesPerCpuSecond(measure);
    Figure.plain("raw Argon2id m=19456 t=2 p=1", raw, "/CPU-s");
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < Load.SESSIONS; i++) {
        Client client = new Client(server.port());
        client.register("listener" + i, PASSWORD);
        clients.add(client);
      }
      AtomicLong busy = new AtomicLong();
      Load.Result result =
          Load.run(
              server,
              measure,
              session ->
                  busy.addAndGet(clients.get(session).signIn("listener" + session, PASSWORD)));
      Figure.plain("answered 503, asked again, warm-up included", (double) busy.get(), "");
      Figure.plain("sign-ins", result.perCpuSecond(), "/CPU-s");
      Figure.plain("sign-ins", result.perSecond(), "/s");
      Figure.plain("p50 (answers wait for the floor)", result.p50Millis(), "ms");
      Figure.plain("p99", result.p99Millis(), "ms");
      Figure.print("share of the raw rate", 100 * result.perCpuSecond() / raw, "%", GOAL_PERCENT);
    }
  }

  private static double rawHashesPerCpuSecond(Duration measure) throws Exception {
    var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (PasswordHasher hasher =
            new PasswordHasher(
                new PasswordSettings(8, 19_456, 2, 0, 256, Duration.ofSeconds(2)),
                new Randomness(),
                new SimpleMeterRegistry());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      PasswordHash hash = hasher.hash(PASSWORD);
      for (int i = 0; i < 50; i++) {
        hasher.verify(hash, PASSWORD);
      }
      long cpu = bean.getProcessCpuTime();
      long end = System.nanoTime() + measure.toNanos();
      List<Future<Long>> loops = new ArrayList<>();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        loops.add(
            callers.submit(() -> {
              long count = 0;
              while (System.nanoTime() < end) {
                hasher.verify(hash, PASSWORD);
                count++;
              }
              return count;
            }));
      }
      long hashes = 0;
      for (Future<Long> loop : loops) {
        hashes += loop.get();
      }
      return hashes / ((bean.getProcessCpuTime() - cpu) / 1e9);
    }
  }
}

package dev.clef.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closed-loop load: a number of sessions, each sending its next request when the last was answered.
 */
final class Load {

  static final int SESSIONS = 64;
  static final Duration WARM_UP = Duration.ofSeconds(60);

  /** What one session sends again and again. */
  interface Step {
    void run(int session) throws Exception;
  }

  /**
   * What was measured after the warm-up.
   *
   * @param perCpuSecond answers per CPU-second of the server and its databases
   * @param perSecond answers per second of the clock
   */
  record Result(
      double perCpuSecond,
      double perSecond,
      double p50Millis,
      double p95Millis,
      double p99Millis) {}

  private Load() {}

  static Result run(ServerProcess server, Duration measure, Step step) throws Exception {
    return run(server, measure, SESSIONS, step);
  }

  static Result run(ServerProcess server, Duration measure, int sessionCount, Step step)
      throws Exception {
    return run(server::usage, WARM_UP, measure, sessionCount, step);
  }

  /** Says what a server has used. */
  interface Meter {
    Usage usage() throws IOException;
  }

  static Result run(Meter meter, Duration warmUp, Duration measure, int sessionCount, Step step)
      throws Exception {
    AtomicBoolean measuring = new AtomicBoolean();
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong answers = new AtomicLong();
    List<List<Long>> times = new ArrayList<>();
    try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loops = new ArrayList<>();
      for (int i = 0; i < sessionCount; i++) {
        int session = i;
        List<Long> own = new ArrayList<>();
        times.add(own);
        loops.add(
            sessions.submit(() -> {
              while (running.get()) {
                long start = System.nanoTime();
                step.run(session);
                if (measuring.get()) {
                  answers.incrementAndGet();
                  own.add(System.nanoTime() - start);
                }
              }
              return null;
            }));
      }
      Thread.sleep(warmUp);
      Usage before = meter.usage();
      long start = System.nanoTime();
      measuring.set(true);
      Thread.sleep(measure);
      measuring.set(false);
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = meter.usage().cpuSeconds() - before.cpuSeconds();
      running.set(false);
      for (Future<?> loop : loops) {
        loop.get();
      }
      long[] sorted =
          times.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
      return new Result(
          answers.get() / cpu,
          answers.get() / seconds,
          percentile(sorted, 50),
          percentile(sorted, 95),
          percentile(sorted, 99));
    }
  }

  static double percentile(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  static String[] withoutLimits() {
    List<String> settings = new ArrayList<>();
    for (String limit :
        Arrays.asList(
            "registration",
            "sign-in-address",
            "sign-in-name",
            "openid-userinfo",
            "openid-authorize")) {
      settings.add("--clef.web.rate-limits." + limit + ".burst=1000000");
      settings.add("--clef.web.rate-limits." + limit + ".refill=1ms");
    }
    return settings.toArray(String[]::new);
  }
}

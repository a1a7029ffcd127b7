package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Open-loop load: requests arrive at random with a fixed rate, whether the server keeps up or not,
 * and each is timed from when it should have been sent. A slow server cannot make its figures
 * better by holding up whoever measures it (coordinated omission).
 */
final class Overload {

  /**
   * What came of it.
   *
   * @param admittedPerSecond from the first arrival to the last answer
   * @param failed answered in another way, or not at all
   */
  record Result(
      int admitted,
      int refused,
      int withoutRetryAfter,
      int failed,
      double admittedPerSecond,
      double admittedPerCpuSecond,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double refusedP50Millis,
      double refusedP99Millis,
      double sentLateP99Millis) {}

  private record Outcome(int status, boolean retryAfter, long nanos, long lateNanos) {}

  private Overload() {}

  /** Refuses for a while first: until then it has hardly refused anybody. */
  static Result run(Provider provider, double perSecond, SignInRun.Times times) throws Exception {
    run(provider, perSecond, times.warmUp().dividedBy(2));
    return run(provider, perSecond, times.measure());
  }

  private static Result run(Provider provider, double perSecond, Duration howLong)
      throws Exception {
    Random random = new Random(1);
    List<Future<Outcome>> sent = new ArrayList<>();
    Usage before = provider.usage();
    long start = System.nanoTime();
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      double at = 0;
      for (int i = 0; at < howLong.toNanos(); i++) {
        int session = i % Load.SESSIONS;
        long intended = start + (long) at;
        while (System.nanoTime() < intended) {
          LockSupport.parkNanos(intended - System.nanoTime());
        }
        sent.add(people.submit(() -> one(provider, session, intended)));
        at += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = provider.usage().cpuSeconds() - before.cpuSeconds();
    List<Outcome> all = new ArrayList<>();
    for (Future<Outcome> one : sent) {
      all.add(one.get());
    }
    long[] admitted = nanos(all, 200, 200);
    long[] refused = nanos(all, 429, 503);
    long[] late = all.stream().mapToLong(Outcome::lateNanos).sorted().toArray();
    return new Result(
        admitted.length,
        refused.length,
        (int) all.stream().filter(one -> one.status() > 200 && !one.retryAfter()).count(),
        all.size() - admitted.length - refused.length,
        admitted.length / seconds,
        admitted.length / cpu,
        Load.percentile(admitted, 50),
        Load.percentile(admitted, 95),
        Load.percentile(admitted, 99),
        Load.percentile(refused, 50),
        Load.percentile(refused, 99),
        Load.percentile(late, 99));
  }

  private static long[] nanos(List<Outcome> all, int from, int to) {
    return all.stream()
        .filter(one -> one.status() == from || one.status() == to)
        .mapToLong(Outcome::nanos)
        .sorted()
        .toArray();
  }

  private static Outcome one(Provider provider, int session, long intended) {
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer = provider.signIn(session);
      return new Outcome(
          answer.statusCode(),
          answer.headers().firstValue("Retry-After").isPresent(),
          System.nanoTime() - intended,
          begun - intended);
    } catch (IOException e) {
      return new Outcome(0, true, System.nanoTime() - intended, begun - intended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(0, true, System.nanoTime() - intended, begun - intended);
    }
  }
}

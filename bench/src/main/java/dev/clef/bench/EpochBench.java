package dev.clef.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of epoch: one to warm up, one alone, one while some people read their profiles. */
final class EpochBench {

  private static final String PASSWORD = "correct horse battery";
  private static final int READERS = 4;
  private static final int KEYS_OF_A_PERSON = 2;
  private static final double GOAL = 200_000;
  private static final Pattern PART =
      Pattern.compile("part \\d+ wrapped in (\\d+) ms, checked in (\\d+) ms");

  private EpochBench() {}

  static void run(int people) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      ImportBench.load(server, people);
      change(server);
      int warm = server.log().length();
      change(server);
      printRates(server.log().substring(warm), people);
      List<Long> times = Collections.synchronizedList(new ArrayList<>());
      AtomicLong failed = new AtomicLong();
      AtomicBoolean running = new AtomicBoolean(true);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          Client client = new Client(server.port());
          client.register("reader" + i, PASSWORD);
          client.signIn("reader" + i, PASSWORD);
          readers.add(threads.submit(() -> read(client, running, times, failed)));
        }
        Thread.sleep(5_000);
        times.clear();
        change(server);
        running.set(false);
        for (Future<?> reader : readers) {
          reader.get();
        }
      }
      printReads(times, failed.get());
    }
  }

  private static Void read(
      Client client, AtomicBoolean running, List<Long> times, AtomicLong failed)
      throws InterruptedException {
    while (running.get()) {
      long start = System.nanoTime();
      try {
        Client.expect(200, client.get("/api/v1/me"));
        times.add(System.nanoTime() - start);
      } catch (IOException e) {
        failed.incrementAndGet();
      }
      Thread.sleep(20);
    }
    return null;
  }

  private static void change(ServerProcess server) throws Exception {
    ImportBench.cli(server, "keys", "epoch", "--destroy-retired");
  }

  private static void printRates(String log, int people) {
    long wrapMillis = 1;
    long checkMillis = 1;
    Matcher part = PART.matcher(log);
    while (part.find()) {
      wrapMillis = Math.max(wrapMillis, Long.parseLong(part.group(1)));
      checkMillis = Math.max(checkMillis, Long.parseLong(part.group(2)));
    }
    double keys = KEYS_OF_A_PERSON * (double) people;
    Figure.print("keys wrapped anew and stored", keys * 1000 / wrapMillis, "/s", GOAL);
    Figure.plain("keys opened and compared", keys * 1000 / checkMillis, "/s");
  }

  private static void printReads(List<Long> times, long failed) {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    Figure.plain("reads meanwhile", sorted.length, "");
    Figure.plain("reads meanwhile, p50", Load.percentile(sorted, 50), "ms");
    Figure.plain("reads meanwhile, p99", Load.percentile(sorted, 99), "ms");
    Figure.plain("reads that failed", (double) failed, "");
  }
}

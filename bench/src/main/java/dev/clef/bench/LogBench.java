package dev.clef.bench;

import dev.clef.ClefApplication;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.audit.Receipts;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.UuidV7;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends to the log of a server in this process: in batches as an import does, one entry a
 * transaction as requests do, and the time until there is a receipt. Each entry is about a person
 * and sealed as in earnest; the sequencer works meanwhile, and its backlog counts.
 */
final class LogBench {

  private static final int BATCH = 500;
  private static final int WRITERS = 2;
  private static final int REQUESTS = 32;
  private static final int RECEIPTS = 100;
  private static final double GOAL_BATCHED = 10_000;
  private static final double GOAL_SINGLE = 4_000;
  private static final double GOAL_RECEIPT_MILLIS = 1_500;

  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Receipts receipts;
  private final JdbcClient jdbc;
  private final PersonKey key;

  private LogBench(ConfigurableApplicationContext clef) {
    log = clef.getBean(AuditLog.class);
    transaction = clef.getBean(TransactionTemplate.class);
    receipts = clef.getBean(Receipts.class);
    jdbc = clef.getBean(JdbcClient.class);
    PersonRef person = new PersonRef("default", clef.getBean(UuidV7.class).next());
    key = clef.getBean(PersonKeys.class).generate(person, Set.of()).key();
  }

  static void run(Duration measure) throws Exception {
    Path data = Files.createTempDirectory("clef-bench");
    SpringApplication application = new SpringApplication(ClefApplication.class);
    try (ConfigurableApplicationContext clef =
        application.run(
            "--clef.data=" + data.resolve("clef-data"),
            "--server.port=0",
            "--management.server.port=0",
            "--logging.level.root=warn")) {
      LogBench bench = new LogBench(clef);
      bench.appends(Duration.ofSeconds(20), REQUESTS, 1); // to warm up
      bench.awaitCounted();
      Figure.print(
          "entries appended, one a commit, and in the tree",
          bench.appends(measure, REQUESTS, 1),
          "/s",
          GOAL_SINGLE);
      bench.appends(Duration.ofSeconds(5), WRITERS, BATCH);
      bench.awaitCounted();
      Figure.print(
          "entries appended, " + BATCH + " a commit, and in the tree",
          bench.appends(measure, WRITERS, BATCH),
          "/s",
          GOAL_BATCHED);
      bench.awaitCounted();
      long[] nanos = bench.receipts();
      Figure.plain("from append to receipt, p50", Load.percentile(nanos, 50), "ms");
      Figure.atMost(
          "from append to receipt, p95", Load.percentile(nanos, 95), "ms", GOAL_RECEIPT_MILLIS);
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Entries a second, from the first append until the last one is in the tree. */
  private double appends(Duration duration, int threads, int batch) throws Exception {
    AtomicLong appended = new AtomicLong();
    long start = System.nanoTime();
    try (ExecutorService writers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> loops = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        loops.add(
            writers.submit(() -> {
              while (System.nanoTime() - start < duration.toNanos()) {
                append(batch);
                appended.addAndGet(batch);
              }
            }));
      }
      for (Future<?> loop : loops) {
        loop.get();
      }
    }
    while (jdbc.sql("select count(queue_id) from audit.queue").query(Long.class).single() > 0) {
      Thread.sleep(20);
    }
    return appended.get() * 1e9 / (System.nanoTime() - start);
  }

  /**
   * What entries of before cost is not what those of now cost: they are counted in the background.
   */
  private void awaitCounted() throws InterruptedException {
    while (jdbc.sql(
            "select (select size from audit.tree) > (select least(size, reads) from audit.counted)")
        .query(Boolean.class)
        .single()) {
      Thread.sleep(100);
    }
  }

  /** One is what a read does: one statement, which commits itself. */
  private void append(int batch) {
    if (batch == 1) {
      log.appendAlone(event(), key);
      return;
    }
    List<AuditLog.Prepared> entries = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      entries.add(log.prepare(event(), key, Map.of()));
    }
    transaction.executeWithoutResult(status -> log.append(entries));
  }

  private static AuditEvent event() {
    return AuditEvent.service("data.read").fields(List.of("email", "given_name"));
  }

  /** Nobody hurries the next checkpoint. */
  private long[] receipts() throws InterruptedException {
    long[] nanos = new long[RECEIPTS];
    for (int i = 0; i < RECEIPTS; i++) {
      AuditLog.Prepared entry = log.prepare(event(), key, Map.of());
      long start = System.nanoTime();
      transaction.executeWithoutResult(status -> log.append(List.of(entry)));
      while (receipts.of(entry.entryId(), entry.at()).isEmpty()) {
        Thread.sleep(2);
      }
      nanos[i] = System.nanoTime() - start;
      Thread.sleep(i % 10);
    }
    Arrays.sort(nanos);
    return nanos;
  }
}

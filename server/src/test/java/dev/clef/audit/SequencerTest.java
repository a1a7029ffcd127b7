package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.SignedNote;
import dev.clef.platform.db.SequencerDb;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Entries and the tree that orders them, on the real database. */
@ClefServer
class SequencerTest {

  private final Running clef;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final JdbcClient sequencerJdbc;
  private final TreeStore tree;
  private final Sequencer running;
  private final TransactionTemplate sequencing;
  private final LogKeys keys;
  private final LogGuard guard;
  private final AuditProperties properties;
  private final Clock clock;

  @Autowired
  SequencerTest(
      Running clef,
      AuditLog log,
      TransactionTemplate transaction,
      @SequencerDb JdbcClient jdbc,
      @SequencerDb DataSource dataSource,
      @SequencerDb TransactionTemplate sequencing,
      Sequencer running,
      LogKeys keys,
      LogGuard guard,
      AuditProperties properties,
      Clock clock) {
    this.clef = clef;
    this.log = log;
    this.transaction = transaction;
    this.sequencerJdbc = jdbc;
    this.tree = new TreeStore(jdbc, dataSource);
    this.running = running;
    this.sequencing = sequencing;
    this.keys = keys;
    this.guard = guard;
    this.properties = properties;
    this.clock = clock;
  }

  @Test
  void an_entry_is_appended_in_a_transaction_or_not_at_all() {
    assertThatThrownBy(() -> log.append(event(), null)).isInstanceOf(IllegalStateException.class);
    long before = entries();
    transaction.executeWithoutResult(status -> {
      log.append(event(), null);
      status.setRollbackOnly();
    });
    assertThat(entries()).isEqualTo(before);
    transaction.executeWithoutResult(status -> log.append(event(), null));
    assertThat(entries()).isEqualTo(before + 1);
  }

  @Test
  void a_backlog_is_taken_from_whatever_was_planned_while_there_was_none() throws SQLException {
    String mode = sequencerSetting("plan_cache_mode");
    assertThat(mode).isEqualTo("force_custom_plan");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clef.data().count("select count(*) from audit.queue") == 0);
    clef.data().update("vacuum analyze audit.queue");
    try (Connection connection = clef.data().open()) {
      SingleConnectionDataSource alone = new SingleConnectionDataSource(connection, true);
      JdbcClient jdbc = JdbcClient.create(alone);
      TreeStore store = new TreeStore(jdbc, alone);
      connection.setAutoCommit(false); // and rolled back: nobody else sees it
      jdbc.sql("select set_config('plan_cache_mode', ?, false)").param(mode).query().singleValue();
      for (int i = 0; i < 10; i++) {
        assertThat(store.take(4096)).isEmpty();
      }
      jdbc.sql(
              """
              insert into audit.queue (entry_id, leaf)
              select gen_random_uuid(), '' from generate_series(1, 200000)
              """)
          .update();
      jdbc.sql("set statement_timeout = '30s'").update();
      assertThat(store.take(4096)).hasSize(4096);
      assertThat(store.take(4096)).hasSize(4096);
      connection.rollback();
    }
  }

  private String sequencerSetting(String name) {
    return sequencerJdbc.sql("select current_setting(?)").param(name).query(String.class).single();
  }

  @Test
  void an_entry_of_its_own_stays_when_what_is_around_it_fails() {
    long before = entries();
    transaction.executeWithoutResult(status -> {
      log.appendAlone(event(), null);
      status.setRollbackOnly();
    });
    assertThat(entries()).isEqualTo(before + 1);
  }

  @Test
  void a_checkpoint_follows_an_entry_within_a_second() {
    awaitQuiet();
    long before = signed().size();
    log.appendAlone(event(), null);
    long startNanos = System.nanoTime();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(1))
        .until(() -> signed().size() > before);
    System.out.printf(
        "A checkpoint followed its entry after %d ms%n",
        Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
  }

  @Test
  void two_sequencers_at_once_grow_one_tree() throws InterruptedException {
    long writers = 8;
    long each = 100;
    Sequencer second = another();
    second.start();
    long before = tree.frontier().size();
    try {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        threads.add(
            Thread.startVirtualThread(() -> {
              for (int n = 0; n < each; n++) {
                log.appendAlone(event(), null);
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      awaitQuiet();
    } finally {
      second.stop();
    }
    assertThat(tree.frontier().size()).isGreaterThanOrEqualTo(before + writers * each);
    LogVerdict verdict = clef.verifyLog();
    assertThat(verdict).isInstanceOf(LogVerdict.Verified.class);
  }

  @Test
  void a_restart_continues_the_same_log() {
    awaitQuiet();
    running.stop();
    try {
      log.appendAlone(event(), null);
      long before = signed().size();
      assertThat(another().round()).isPositive();
      assertThat(signed().size()).isGreaterThan(before);
      assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
    } finally {
      running.start();
    }
  }

  @Test
  void nothing_is_signed_over_a_tile_that_was_touched() {
    awaitQuiet();
    while (tree.frontier().size() % 256 == 0) {
      log.appendAlone(event(), null);
      awaitQuiet();
    }
    running.stop();
    long signed = signed().size();
    long last = (tree.frontier().size() - 1) / 256;
    flip(last);
    try {
      log.appendAlone(event(), null);
      assertThatThrownBy(() -> another().round()).isInstanceOf(RuntimeException.class);
      assertThat(signed().size()).isEqualTo(signed);
      assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Failed.class);
    } finally {
      flip(last);
      running.start();
    }
    awaitQuiet();
    assertThat(signed().size()).isGreaterThan(signed);
    assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
  }

  private void flip(long tile) {
    clef.data()
        .update(
            "update audit.tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1)"
                + " where level = 0 and idx = ?",
            tile);
  }

  private Sequencer another() {
    return new Sequencer(tree, sequencing, keys, guard, properties, clock);
  }

  private void awaitQuiet() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !tree.isWaiting() && signed().size() == tree.frontier().size());
  }

  private Checkpoint signed() {
    return Checkpoint.parse(SignedNote.parse(tree.latestNote().orElseThrow()).text());
  }

  private long entries() {
    return clef.data().count("select count(*) from audit.entry");
  }

  private static AuditEvent event() {
    return AuditEvent.service("test.happened");
  }
}

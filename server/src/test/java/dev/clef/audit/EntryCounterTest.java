package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Each entry is counted once, whoever counts, and a damaged one stops nothing. */
@ClefServer
class EntryCounterTest {

  private final Running clef;
  private final AuditLog log;
  private final LogFigures figures;
  private final CountStore store;
  private final EntrySealer sealer;
  private final TransactionTemplate transaction;

  @Autowired
  EntryCounterTest(
      Running clef,
      AuditLog log,
      LogFigures figures,
      JdbcClient jdbc,
      EntrySealer sealer,
      TransactionTemplate transaction) {
    this.clef = clef;
    this.log = log;
    this.figures = figures;
    this.store = new CountStore(jdbc);
    this.sealer = sealer;
    this.transaction = transaction;
  }

  @Test
  void counters_on_many_nodes_count_each_entry_once() throws InterruptedException {
    String kind = newKind();
    List<Thread> threads = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      EntryCounter counter = new EntryCounter(store, sealer, transaction);
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 50; i++) {
              log.appendAlone(AuditEvent.service(kind), null);
              counter.catchUp();
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    awaitCounted();
    assertThat(counted(kind)).isEqualTo(200);
  }

  @Test
  void reads_of_fields_are_counted_from_the_beginning_after_an_upgrade_and_days_not_twice() {
    Listener.some().signedIn(clef.client()).get("/api/v1/me");
    awaitCounted();
    LogFigures.Reads reads = figures.reads();
    List<DayCount> days = daysOfPeople();
    assertThat(reads.fields()).extracting(FieldRead::field).contains("email", "hashed_password");
    transaction.executeWithoutResult(status -> {
      store.lock();
      // As after the migration: the days are counted by the previous version, the fields by nobody.
      clef.data().update("truncate audit.field_read");
    });
    assertThat(clef.data().update("update audit.counted set reads = 0")).isOne();
    awaitCounted();
    assertThat(figures.reads()).isEqualTo(reads);
    assertThat(daysOfPeople()).isNotEmpty().isEqualTo(days);
  }

  @Test
  void what_was_rolled_back_is_not_counted() {
    String kind = newKind();
    transaction.executeWithoutResult(status -> {
      log.append(AuditEvent.service(kind), null);
      status.setRollbackOnly();
    });
    log.appendAlone(AuditEvent.service(kind), null);
    awaitCounted();
    assertThat(counted(kind)).isOne();
  }

  @Test
  void damaged_and_missing_entries_are_counted_as_such_and_the_next_ones_as_ever() {
    long before = counted(EntryCounter.UNREADABLE);
    String kind = newKind();
    transaction.executeWithoutResult(status -> {
      store.lock(); // nothing is counted before the damage is done
      log.appendAlone(AuditEvent.service(kind), null);
      log.appendAlone(AuditEvent.service(kind), null);
      assertThat(damageTheLastTwo()).isEqualTo(2);
    });
    log.appendAlone(AuditEvent.service(kind), null);
    awaitCounted();
    assertThat(counted(kind)).isOne();
    assertThat(counted(EntryCounter.UNREADABLE)).isEqualTo(before + 2);
  }

  /** Changes the newest entry and removes the one before, as nobody but a superuser can. */
  private int damageTheLastTwo() {
    String nth = "(select entry_id from audit.entry order by entry_id desc offset %d limit 1)";
    return clef.data().update("delete from audit.entry where entry_id = " + nth.formatted(1))
        + clef.data()
            .update(
                "update audit.entry set event_part = set_byte(event_part, 70,"
                    + " get_byte(event_part, 70) # 1) where entry_id = "
                    + nth.formatted(0));
  }

  /** What the server does for itself goes on meanwhile. */
  private List<DayCount> daysOfPeople() {
    return figures.since(LocalDate.EPOCH).stream()
        .filter(one -> one.kind().matches("data\\.read|sign_in\\..*|account\\..*"))
        .toList();
  }

  private long counted(String kind) {
    return figures.since(LocalDate.EPOCH).stream()
        .filter(one -> one.kind().equals(kind))
        .mapToLong(DayCount::count)
        .sum();
  }

  private void awaitCounted() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            figures.reads().behind() == 0
                && figures.state().waiting() == 0
                && figures.state().counted() == figures.state().size());
  }

  private static String newKind() {
    return "test." + UUID.randomUUID();
  }
}

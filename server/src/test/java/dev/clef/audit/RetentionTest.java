package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.ledger.LogVerdict;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.db.KeysDb;
import dev.clef.subject.Tenant;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Entries of months long past, each kept for as long as its kind is kept. */
@ClefServer
@TestPropertySource(properties = "clef.retention.prune=false") // databases of its own
class RetentionTest {

  private final Running clef;
  private final AuditStore store;
  private final EntrySealer sealer;
  private final ServiceKeys keys;
  private final PersonKeys people;
  private final AuditLog log;
  private final Receipts receipts;
  private final Randomness randomness;
  private final PlatformTransactionManager transactions;
  private final DataSource dataSource;
  private final JdbcClient jdbc;
  private final JdbcClient keysJdbc;

  @Autowired
  RetentionTest(
      Running clef,
      AuditStore store,
      EntrySealer sealer,
      ServiceKeys keys,
      PersonKeys people,
      AuditLog log,
      Receipts receipts,
      Randomness randomness,
      PlatformTransactionManager transactions,
      DataSource dataSource,
      JdbcClient jdbc,
      @KeysDb JdbcClient keysJdbc) {
    this.clef = clef;
    this.store = store;
    this.sealer = sealer;
    this.keys = keys;
    this.people = people;
    this.log = log;
    this.receipts = receipts;
    this.randomness = randomness;
    this.transactions = transactions;
    this.dataSource = dataSource;
    this.jdbc = jdbc;
    this.keysJdbc = keysJdbc;
  }

  private static YearMonth monthsAgo(int months) {
    // The database looks at its own clock, which nobody sets forward.
    return YearMonth.from(Clock.systemUTC().instant().atZone(ZoneOffset.UTC)).minusMonths(months);
  }

  @Test
  void each_entry_is_kept_for_as_long_as_its_kind_and_then_no_key_opens_it() {
    YearMonth month = monthsAgo(15);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    PersonKey key = person(browser);
    AuditLog past = past(month);
    Map<String, AuditLog.Prepared> entries = new HashMap<>();
    for (String type :
        List.of(
            "sign_in.succeeded", "data.read", "erasure.requested", "person.erased", "test.other")) {
      entries.put(type, past.appendAlone(AuditEvent.service(type), key));
    }
    byte[] signIn = entry(entries, "sign_in.succeeded").eventPart();
    awaitSigned(entry(entries, "test.other"));
    keeper(12, 24, Duration.ofDays(35)).run();
    assertThat(tables("entry_" + underscored(month))).isZero();
    assertThat(tables("kept_" + underscored(month) + "_access")).isOne();
    assertThat(keyRows(month.toString())).as("a backup may come back").isOne();
    keeper(12, 24).run();
    assertThat(keyRows(month.toString())).isZero();
    assertThatThrownBy(() -> keys.get(ServiceKeyKind.AUDIT, month.toString(), signIn))
        .isInstanceOf(EnvelopeRejected.class);
    assertThat(keyRows(month + "/access")).isOne();
    for (var one : entries.entrySet()) {
      boolean gone = one.getKey().equals("sign_in.succeeded");
      AuditLog.Prepared entry = one.getValue();
      assertThat(receipts.isExpired(entry.entryId(), entry.at())).as(one.getKey()).isEqualTo(gone);
      assertThat(receipts.of(entry.entryId(), entry.at()).isEmpty())
          .as(one.getKey())
          .isEqualTo(gone);
      assertThat(activityRows(entry)).as(one.getKey()).isEqualTo(gone ? 0 : 1);
    }
    receipts
        .of(entry(entries, "person.erased").entryId(), entry(entries, "person.erased").at())
        .ifPresent(receipt -> assertThat(receipt.proof()).contains("tlog-proof"));
    String shown = browser.get("/api/v1/me/activity?before=" + end(month) + "&limit=50").text();
    assertThat(shown).contains("data.read").doesNotContain("sign_in.succeeded");
    AuditLog.Prepared expired = entry(entries, "sign_in.succeeded");
    Client.Answer receipt =
        browser.get("/api/v1/me/activity/" + expired.entryId() + "/receipt?at=" + expired.at());
    assertThat(receipt.status()).isEqualTo(410);
    assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
    assertThat(expiries(month)).isEqualTo(Map.of("month", 1L));
    keeper(12, 24).run();
    assertThat(expiries(month)).as("nothing twice").isEqualTo(Map.of("month", 1L));
  }

  @Test
  void a_shelf_ends_when_its_time_is_over_with_its_key_and_the_others_stay() {
    YearMonth month = monthsAgo(26);
    AuditLog past = past(month);
    PersonKey key = person(Listener.some().signedIn(clef.client()));
    AuditLog.Prepared read = past.appendAlone(AuditEvent.service("data.read"), key);
    AuditLog.Prepared proof = past.appendAlone(AuditEvent.service("person.erased"), null);
    awaitSigned(proof);
    keeper(12, 36).run(); // kept longer by the operator at first
    assertThat(tables("kept_" + underscored(month) + "_access")).isOne();
    assertThat(activityRows(read)).isOne();
    keeper(12, 24).run();
    assertThat(tables("kept_" + underscored(month) + "_access")).isZero();
    assertThat(tables("kept_" + underscored(month) + "_proof")).isOne();
    assertThat(activityRows(read)).isZero();
    assertThat(keyRows(month + "/access")).isZero();
    assertThat(keyRows(month + "/proof")).isOne();
    assertThat(receipts.of(proof.entryId(), proof.at())).isPresent();
    assertThat(expiries(month)).isEqualTo(Map.of("month", 0L, "access", 1L));
  }

  @Test
  void the_runtime_role_ends_nothing_before_its_time() {
    for (int months : List.of(0, 1, 11, 12)) {
      LocalDate first = monthsAgo(months).atDay(1);
      assertThatThrownBy(() -> call(jdbc, "select audit.expire_month(?, 0)", first))
          .hasMessageContaining("have to be kept");
      assertThatThrownBy(
              () -> call(keysJdbc, "select keys.end_audit_keys(?)", monthsAgo(months).toString()))
          .hasMessageContaining("too young");
    }
    assertThatThrownBy(
            () -> call(jdbc, "select audit.expire_shelf(?, 'access')", monthsAgo(24).atDay(1)))
        .hasMessageContaining("have to be kept");
    assertThatThrownBy(
            () -> call(jdbc, "select audit.expire_shelf(?, 'proof')", monthsAgo(59).atDay(1)))
        .hasMessageContaining("have to be kept");
    assertThatThrownBy(
            () -> call(jdbc, "select audit.expire_shelf(?, 'none')", monthsAgo(200).atDay(1)))
        .hasMessageContaining("have to be kept");
    assertThatThrownBy(
            () -> call(jdbc, "select audit.expire_month(?, 0)", monthsAgo(30).atDay(1).plusDays(1)))
        .hasMessageContaining("have to be kept");
    for (String name : List.of("", "x", "2000-01/", "2000-01/../2026-11", "2000-1")) {
      assertThatThrownBy(() -> call(keysJdbc, "select keys.end_audit_keys(?)", name))
          .hasMessageContaining("too young");
    }
    for (String sql :
        List.of(
            "delete from audit.kept",
            "update audit.kept set class = 'access'",
            "update audit.retention set minimum_months = 1",
            "update audit.expiry set entries = 0",
            "delete from audit.expiry",
            "update audit.pruned set minimum = 256")) {
      assertThatThrownBy(() -> jdbc.sql(sql).update()).as(sql).hasStackTraceContaining("denied");
    }
    assertThatThrownBy(() -> call(jdbc, "select audit.prune(?)", 256L))
        .hasMessageMatching("(?s).*(cannot be pruned|have to be kept).*");
  }

  @Test
  void a_month_does_not_end_while_more_is_in_it_than_was_looked_at() {
    YearMonth month = monthsAgo(18);
    AuditLog past = past(month);
    past.appendAlone(AuditEvent.service("sign_in.failed"), null);
    past.appendAlone(AuditEvent.service("sign_in.failed"), null);
    assertThatThrownBy(() -> call(jdbc, "select audit.expire_month(?, 1)", month.atDay(1)))
        .hasMessageContaining("2 entries");
    assertThat(tables("entry_" + underscored(month))).isOne();
    keeper(12, 24).run();
    assertThat(tables("entry_" + underscored(month))).isZero();
  }

  @Test
  void a_month_of_which_nothing_opens_is_left_alone() {
    YearMonth month = monthsAgo(20);
    past(month).appendAlone(AuditEvent.service("person.erased"), null);
    clef.keys().update("delete from keys.service_key where name = ?", month.toString());
    keys.forgetGone(ServiceKeyKind.AUDIT);
    keeper(12, 24).run();
    assertThat(tables("entry_" + underscored(month))).isOne();
    assertThat(expiries(month)).isEmpty();
    clef.data().update("drop table audit.entry_" + underscored(month));
  }

  @Test
  void the_minimums_of_the_database_are_those_of_the_code() {
    for (RetentionClass one : RetentionClass.values()) {
      assertThat(
              clef.data()
                  .count("select minimum_months from audit.retention where class = ?", one.code()))
          .isEqualTo(one.minimumMonths());
    }
    assertThat(clef.data().count("select count(*) from audit.retention"))
        .isEqualTo(RetentionClass.values().length);
  }

  private RetentionKeeper keeper(int signIn, int access) {
    return keeper(signIn, access, Duration.ZERO);
  }

  private RetentionKeeper keeper(int signIn, int access, Duration backups) {
    return new RetentionKeeper(
        new RetentionStore(jdbc, dataSource),
        sealer,
        keys,
        log,
        new TransactionTemplate(transactions),
        dataSource,
        new RetentionProperties(
            Period.ofMonths(signIn),
            Period.ofMonths(access),
            Period.ofMonths(36),
            Period.ofMonths(120),
            backups,
            false),
        Duration.ZERO,
        Clock.systemUTC());
  }

  /** A log whose clock shows the middle of a month. */
  private AuditLog past(YearMonth month) {
    log.makeRoom(month.atDay(1), 1);
    Instant middle = month.atDay(15).atTime(12, 0).toInstant(ZoneOffset.UTC);
    Clock then = Clock.offset(Clock.fixed(middle, ZoneOffset.UTC), Duration.ZERO);
    return new AuditLog(store, sealer, new UuidV7(then, randomness), then, transactions);
  }

  private PersonKey person(Client browser) {
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    return people.get(new PersonRef(Tenant.DEFAULT.id(), id));
  }

  private static AuditLog.Prepared entry(Map<String, AuditLog.Prepared> entries, String type) {
    return Objects.requireNonNull(entries.get(type), type);
  }

  private void awaitSigned(AuditLog.Prepared entry) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> receipts.of(entry.entryId(), entry.at()).isPresent());
  }

  private long activityRows(AuditLog.Prepared entry) {
    return clef.data()
        .count("select count(*) from audit.activity where entry_id = ?", entry.entryId());
  }

  private long tables(String name) {
    return clef.data()
        .count(
            "select count(*) from pg_class where relname = ? and relnamespace = 'audit'::regnamespace",
            name);
  }

  private long keyRows(String name) {
    return clef.keys().count("select count(*) from keys.service_key where name = ?", name)
        + clef.keys().count("select count(*) from keys.rewrapped_service_key where name = ?", name);
  }

  private Map<String, Long> expiries(YearMonth month) {
    Map<String, Long> found = new HashMap<>();
    jdbc.sql("select class, entries from audit.expiry where month = ?")
        .param(month.atDay(1))
        .query(row -> {
          found.put(row.getString(1), row.getLong(2));
        });
    return found;
  }

  private static void call(JdbcClient jdbc, String sql, Object parameter) {
    jdbc.sql(sql).param(parameter).query(row -> {});
  }

  private static String underscored(YearMonth month) {
    return month.toString().replace('-', '_');
  }

  private static Instant end(YearMonth month) {
    return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}

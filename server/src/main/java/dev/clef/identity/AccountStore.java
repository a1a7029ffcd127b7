package dev.clef.identity;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of accounts. */
class AccountStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** The source of rows that stand where an account never came. */
  private static final String FENCE = "clef:never-created";

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  AccountStore(JdbcClient jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  Optional<Account> find(SubjectId subject) {
    return jdbc.sql(
            """
            select user_id, region, status, must, consent_timestamp, source, created_at
            from identity.account where tenant_id = ? and user_id = ?
            """)
        .params(TENANT, subject.value())
        .query((row, n) -> account(row))
        .optional();
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        new SubjectId(row.getObject("user_id", UUID.class)),
        row.getString("region"),
        AccountStatus.of(row.getString("status")),
        duties(row),
        instant(row, "consent_timestamp"),
        row.getString("source"),
        row.getTimestamp("created_at").toInstant());
  }

  static Set<Duty> duties(ResultSet row) throws SQLException {
    return Arrays.stream((String[]) row.getArray("must").getArray())
        .map(Duty::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  void copy(Collection<Account> accounts) {
    BinaryCopy copy = new BinaryCopy();
    for (Account account : accounts) {
      copy.row(8)
          .text(TENANT)
          .uuid(account.subject().value())
          .text(account.region())
          .text(account.status().code())
          .textArray(codes(account.duties()))
          .instant(account.consentAt())
          .text(account.source())
          .instant(account.createdAt());
    }
    copy.into(
        dataSource,
        """
        copy identity.account (tenant_id, user_id, region, status, must, consent_timestamp, source,
          created_at) from stdin (format binary)
        """);
  }

  void settle(SubjectId subject, Duty duty) {
    jdbc.sql(
            """
            update identity.account set must = array_remove(must, ?)
            where tenant_id = ? and user_id = ?
            """)
        .params(duty.code(), TENANT, subject.value())
        .update();
  }

  /**
   * Checks of an earlier version of the password open no session any more; in the current
   * transaction, which holds the account until its end.
   */
  void passwordSince(SubjectId subject, long version) {
    jdbc.sql(
            """
            update identity.account set password_since = ?,
              code_failures = least(code_failures, ?)
            where tenant_id = ? and user_id = ?
            """)
        .params(version, AppCodes.AFTER_PASSWORD, TENANT, subject.value())
        .update();
  }

  /** Whether a password was chosen after this version of it. */
  boolean isPasswordNewer(SubjectId subject, long version) {
    return jdbc.sql(
            """
            select password_since > ? from identity.account where tenant_id = ? and user_id = ?
            """)
        .params(version, TENANT, subject.value())
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  /** Puts a duty on an active account; false when it had it. */
  boolean demand(SubjectId subject, Duty duty) {
    return jdbc.sql(
                """
                update identity.account set must = array_append(must, :duty)
                where tenant_id = :tenant and user_id = :user and status = 'active'
                  and not :duty = any(must)
                """)
            .param("duty", duty.code())
            .param("tenant", TENANT)
            .param("user", subject.value())
            .update()
        == 1;
  }

  void setStatus(SubjectId subject, AccountStatus status) {
    jdbc.sql("update identity.account set status = ? where tenant_id = ? and user_id = ?")
        .params(status.code(), TENANT, subject.value())
        .update();
  }

  void disable(SubjectId subject) {
    jdbc.sql(
            """
            update identity.account set status = 'disabled'
            where tenant_id = ? and user_id = ? and status = 'active'
            """)
        .params(TENANT, subject.value())
        .update();
  }

  /** The end of an account: nothing but the fact and its flag stays. */
  Set<SubjectId> present(Collection<SubjectId> subjects) {
    return jdbc.sql(
            """
            select user_id from identity.account
            where tenant_id = ? and user_id = any(?) and status <> 'erased'
            """)
        .params(TENANT, SubjectId.values(subjects))
        .query((row, n) -> new SubjectId(row.getObject(1, UUID.class)))
        .set();
  }

  void markErased(Collection<SubjectId> subjects) {
    jdbc.sql(
            """
            update identity.account set status = 'erased', deletion_flag = true, must = '{}',
              source = null, totp_last_step = null, code_failures = 0
            where tenant_id = ? and user_id = any(?)
            """)
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }

  /**
   * A code of the authenticator that is about to be compared.
   *
   * @param lastStep the last one that was used up; -1 for none
   * @param wrong codes in a row, should this one be wrong too
   */
  record CodeTry(long lastStep, int wrong) {}

  /** Counts a code as wrong until it is found right; empty when {@code most} were before it. */
  Optional<CodeTry> beginCode(SubjectId subject, int most) {
    return jdbc.sql(
            """
            update identity.account set code_failures = code_failures + 1
            where tenant_id = ? and user_id = ? and code_failures < ?
            returning coalesce(totp_last_step, -1) as last_step, code_failures
            """)
        .params(TENANT, subject.value(), most)
        .query((row, n) -> new CodeTry(row.getLong("last_step"), row.getInt("code_failures")))
        .optional();
  }

  /** The person has shown otherwise that it is they. */
  void forgetWrongCodes(SubjectId subject) {
    jdbc.sql(
            """
            update identity.account set code_failures = 0
            where tenant_id = ? and user_id = ? and code_failures > 0
            """)
        .params(TENANT, subject.value())
        .update();
  }

  /**
   * Uses up a step of the authenticator; false when it or a later one was used already, here or on
   * another node.
   */
  boolean useTotpStep(SubjectId subject, long step) {
    return jdbc.sql(
                """
                update identity.account set totp_last_step = ?, code_failures = 0
                where tenant_id = ? and user_id = ? and coalesce(totp_last_step, -1) < ?
                """)
            .params(step, TENANT, subject.value(), step)
            .update()
        == 1;
  }

  /** Accounts by status; those that never came are not among them. */
  Map<String, Long> countByStatus() {
    Map<String, Long> counts = new HashMap<>();
    jdbc.sql(
            """
            select status, count(*) from identity.account
            where source is distinct from ? group by status
            """)
        .param(FENCE)
        .query(row -> {
          counts.put(row.getString(1), row.getLong(2));
        });
    return counts;
  }

  /** Of these people, those that have an account. */
  Set<UUID> existing(Collection<UUID> people) {
    return Set.copyOf(
        jdbc.sql(
                """
                select user_id from identity.account
                where tenant_id = :tenant and user_id = any(:people)
                """)
            .param("tenant", TENANT)
            .param("people", people.toArray(UUID[]::new))
            .query(UUID.class)
            .list());
  }

  /**
   * Puts an end in the place of accounts that never came: whoever is still about to create one
   * fails.
   *
   * @return those of {@code people} that have such an end in place of an account, also when it was
   *     put there by an earlier call
   */
  List<UUID> fenceAbsent(Collection<UUID> people, String region, Instant at) {
    UUID[] ids = people.toArray(UUID[]::new);
    jdbc.sql(
            """
            insert into identity.account
              (tenant_id, user_id, region, status, deletion_flag, source, created_at)
            select :tenant, person, :region, 'erased', true, :fence, :at
            from unnest(:people::uuid[]) person
            on conflict do nothing
            """)
        .param("tenant", TENANT)
        .param("region", region)
        .param("fence", FENCE)
        .param("at", Timestamp.from(at))
        .param("people", ids)
        .update();
    return jdbc.sql(
            """
            select user_id from identity.account
            where tenant_id = :tenant and user_id = any(:people) and source = :fence
            """)
        .param("tenant", TENANT)
        .param("people", ids)
        .param("fence", FENCE)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }

  private static List<String> codes(Set<Duty> duties) {
    return duties.stream().map(Duty::code).sorted().toList();
  }

  void endEverySession() {
    jdbc.sql("delete from identity.session").update();
    jdbc.sql("delete from identity.staff_session").update();
    jdbc.sql("delete from identity.one_time_code").update();
    jdbc.sql("delete from identity.staff_invitation").update();
  }
}

package dev.clef.identity;

import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of passkeys and recovery codes. */
class FactorStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** What is known of a passkey without the person's key. */
  record Known(
      UUID factorId,
      SubjectId subject,
      long signCount,
      boolean backupEligible,
      boolean backedUp,
      Instant createdAt,
      @Nullable Instant lastUsedAt) {}

  private final JdbcClient jdbc;

  FactorStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Known> find(byte[] credentialId) {
    return jdbc.sql("select * from identity.passkey where credential_digest = ?")
        .param(TokenHash.of(credentialId))
        .query((row, n) -> known(row))
        .optional();
  }

  List<Known> of(SubjectId subject) {
    return jdbc.sql(
            """
            select * from identity.passkey where tenant_id = ? and user_id = ?
            order by created_at, factor_id
            """)
        .params(TENANT, subject.value())
        .query((row, n) -> known(row))
        .list();
  }

  boolean hasPasskey(SubjectId subject) {
    return jdbc.sql(
            "select exists (select 1 from identity.passkey where tenant_id = ? and user_id = ?)")
        .params(TENANT, subject.value())
        .query(Boolean.class)
        .single();
  }

  /**
   * Whether somebody can prove two factors: they have a passkey, or an app they have added here, or
   * had when they began to trust a browser. Of any other that came with an import every sign-in has
   * asked the code.
   */
  boolean hasTwo(SubjectId subject) {
    return jdbc.sql(
            """
            select has_app or exists (
              select 1 from identity.passkey p
              where p.tenant_id = a.tenant_id and p.user_id = a.user_id)
            from identity.account a where a.tenant_id = ? and a.user_id = ?
            """)
        .params(TENANT, subject.value())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** The app that was added, and the step of the code it was added with; or that there is none. */
  void setApp(SubjectId subject, boolean has, @Nullable Long step) {
    jdbc.sql(
            """
            update identity.account set has_app = ?, totp_last_step = ?, code_failures = 0
            where tenant_id = ? and user_id = ?
            """)
        .param(has)
        .param(step)
        .param(TENANT)
        .param(subject.value())
        .update();
  }

  /** They have one, wherever it came from; the steps that were used stay. */
  void noteApp(SubjectId subject) {
    jdbc.sql("update identity.account set has_app = true where tenant_id = ? and user_id = ?")
        .params(TENANT, subject.value())
        .update();
  }

  private static Known known(ResultSet row) throws SQLException {
    Timestamp used = row.getTimestamp("last_used_at");
    return new Known(
        row.getObject("factor_id", UUID.class),
        new SubjectId(row.getObject("user_id", UUID.class)),
        row.getLong("sign_count"),
        row.getBoolean("backup_eligible"),
        row.getBoolean("backed_up"),
        row.getTimestamp("created_at").toInstant(),
        used == null ? null : used.toInstant());
  }

  /** False when the key is somebody's already. */
  boolean insert(PasskeyVerifier.Made made, UUID factorId, SubjectId subject, Instant now) {
    return jdbc.sql(
                """
                insert into identity.passkey (credential_digest, factor_id, tenant_id, user_id,
                  sign_count, backup_eligible, backed_up, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """)
            .params(
                TokenHash.of(made.credentialId()),
                factorId,
                TENANT,
                subject.value(),
                made.counter(),
                made.backupEligible(),
                made.backedUp(),
                Timestamp.from(now))
            .update()
        == 1;
  }

  /**
   * Notes a use, and that nothing is lost; false when a later or the same one was noted already,
   * here or on another node. A key that does not count says 0 each time.
   */
  boolean use(UUID factorId, PasskeyVerifier.Used used, Instant now) {
    return jdbc.sql(
                """
                with used as (
                  update identity.passkey set sign_count = :counter, backup_eligible = :eligible,
                    backed_up = :backedUp, last_used_at = :now
                  where factor_id = :factor and (sign_count < :counter
                    or (sign_count = 0 and :counter = 0))
                  returning tenant_id, user_id
                ), found as (
                  delete from identity.factor_loss loss using used
                  where loss.tenant_id = used.tenant_id and loss.user_id = used.user_id
                )
                select count(*) from used
                """)
            .param("counter", used.counter())
            .param("eligible", used.backupEligible())
            .param("backedUp", used.backedUp())
            .param("now", Timestamp.from(now))
            .param("factor", factorId)
            .query(Integer.class)
            .single()
        == 1;
  }

  boolean remove(SubjectId subject, UUID factorId) {
    return jdbc.sql(
                "delete from identity.passkey where tenant_id = ? and user_id = ? and factor_id = ?")
            .params(TENANT, subject.value(), factorId)
            .update()
        == 1;
  }

  void insertDeviceKey(UUID factorId, SubjectId subject, Instant now) {
    jdbc.sql(
            """
            insert into identity.device_key (factor_id, tenant_id, user_id, created_at)
            values (?, ?, ?, ?)
            """)
        .params(factorId, TENANT, subject.value(), Timestamp.from(now))
        .update();
  }

  /** When each key of a browser was used last, of those that were. */
  Map<UUID, Instant> deviceKeysUsed(SubjectId subject) {
    Map<UUID, Instant> used = new HashMap<>();
    jdbc.sql(
            """
            select factor_id, last_used_at from identity.device_key
            where tenant_id = ? and user_id = ? and last_used_at is not null
            """)
        .params(TENANT, subject.value())
        .query(row -> {
          used.put(
              row.getObject("factor_id", UUID.class), row.getTimestamp("last_used_at").toInstant());
        });
    return used;
  }

  /**
   * Notes a use; false when the key was removed. It undoes no loss: who has lost everything else
   * may still sit at this browser.
   */
  boolean useDeviceKey(UUID factorId, Instant now) {
    return jdbc.sql("update identity.device_key set last_used_at = ? where factor_id = ?")
            .params(Timestamp.from(now), factorId)
            .update()
        == 1;
  }

  void removeDeviceKey(SubjectId subject, UUID factorId) {
    jdbc.sql(
            "delete from identity.device_key where tenant_id = ? and user_id = ? and factor_id = ?")
        .params(TENANT, subject.value(), factorId)
        .update();
  }

  /** Uses up an answer's question; false when it was answered before. */
  boolean useChallenge(byte[] challenge, Instant expiresAt) {
    return jdbc.sql(
                """
                insert into identity.used_challenge (challenge_digest, expires_at) values (?, ?)
                on conflict do nothing
                """)
            .params(TokenHash.of(challenge), Timestamp.from(expiresAt))
            .update()
        == 1;
  }

  void deleteExpiredChallenges(Instant now) {
    jdbc.sql("delete from identity.used_challenge where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }

  /** Puts these codes in the place of all earlier ones. */
  void replaceRecoveryCodes(SubjectId subject, List<byte[]> macs, Instant now) {
    // Of two at once the later replaces the codes of the earlier.
    jdbc.sql("select 1 from identity.account where tenant_id = ? and user_id = ? for update")
        .params(TENANT, subject.value())
        .query(Integer.class)
        .optional();
    removeRecoveryCodes(subject);
    for (byte[] mac : macs) {
      jdbc.sql(
              """
              insert into identity.recovery_code (tenant_id, user_id, code_mac, created_at)
              values (?, ?, ?, ?)
              """)
          .params(TENANT, subject.value(), mac, Timestamp.from(now))
          .update();
    }
  }

  int removeRecoveryCodes(SubjectId subject) {
    return jdbc.sql("delete from identity.recovery_code where tenant_id = ? and user_id = ?")
        .params(TENANT, subject.value())
        .update();
  }

  /** False when there is no such code, or not any more. */
  boolean useRecoveryCode(SubjectId subject, byte[] mac) {
    return jdbc.sql(
                """
                delete from identity.recovery_code
                where tenant_id = ? and user_id = ? and code_mac = ?
                """)
            .params(TENANT, subject.value(), mac)
            .update()
        == 1;
  }

  /** How many are left, and since when they are there. */
  record RecoveryCodes(int left, @Nullable Instant createdAt) {}

  RecoveryCodes recoveryCodes(SubjectId subject) {
    return jdbc.sql(
            """
            select count(*) as n, min(created_at) as since from identity.recovery_code
            where tenant_id = ? and user_id = ?
            """)
        .params(TENANT, subject.value())
        .query((row, n) -> {
          Timestamp since = row.getTimestamp("since");
          return new RecoveryCodes(row.getInt("n"), since == null ? null : since.toInstant());
        })
        .single();
  }

  /** All passkeys, keys of browsers and recovery codes of somebody, in the current transaction. */
  void removeAll(SubjectId subject) {
    for (String table : List.of("identity.passkey", "identity.device_key")) {
      jdbc.sql("delete from " + table + " where tenant_id = ? and user_id = ?")
          .params(TENANT, subject.value())
          .update();
    }
    removeRecoveryCodes(subject);
  }

  /** In the current transaction. */
  void delete(Collection<SubjectId> subjects) {
    for (String table :
        List.of(
            "identity.passkey",
            "identity.device_key",
            "identity.recovery_code",
            "identity.factor_loss")) {
      jdbc.sql("delete from " + table + " where tenant_id = ? and user_id = any(?)")
          .params(TENANT, SubjectId.values(subjects))
          .update();
    }
  }
}

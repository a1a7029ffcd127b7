package dev.clef.identity;

import dev.clef.audit.AuditLog;
import dev.clef.identity.Credentials.Checked;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of sessions. */
class SessionStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** A session as stored: device and address are sealed. */
  record Row(
      UUID sessionId,
      Instant createdAt,
      Instant lastSeenAt,
      Instant expiresAt,
      byte[] device,
      byte[] address) {}

  /**
   * The account of a person who wants a session.
   *
   * @param overtaken whether a newer password was chosen than the one that was checked, or the
   *     browser that was trusted beside it is no more
   */
  record Holder(AccountStatus status, Set<Duty> duties, boolean overtaken) {}

  /** A session found by its token. */
  record Found(SignedIn signedIn, Instant lastSeenAt) {}

  private final JdbcClient jdbc;

  SessionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Stores a session and its log entry, when the account is active, in one statement: both or
   * neither, at one round trip, because a sign-in has little time left beside its hash. The locks
   * let an erasure, and the removal of a browser, come before or after, never in between.
   *
   * @return the account's state; nothing was stored when it is not active. An account that never
   *     came counts as erased.
   */
  Holder insertLogged(
      byte[] tokenHash, SubjectId subject, Row row, Checked checked, AuditLog.Prepared entry) {
    return jdbc.sql(
            """
            with browser as materialized (
              select 1 from identity.device_key
              where tenant_id = :tenant and user_id = :user and factor_id = :browser for key share
            ), holder as materialized (
              select status, must, password_since > :checked
                  or (:browser::uuid is not null and not exists (select from browser)) as overtaken
              from identity.account
              where tenant_id = :tenant and user_id = :user for share
            ), logged as materialized (
              select audit.append(:entryId, :at, :eventPart, :personPart, :tag, :leaf)
              from holder where status = 'active' and not overtaken
            ), opened as (
              insert into identity.session (token_hash, session_id, tenant_id, user_id, created_at,
                authenticated_at, last_seen_at, expires_at, device, address, proofs)
              select :tokenHash, :sessionId, :tenant, :user, :createdAt,
                :createdAt, :lastSeenAt, :expiresAt, :device, :address, :proofs from logged
            )
            select status, must, overtaken from holder
            """)
        .params(entry.parameters())
        .param("tokenHash", tokenHash)
        .param("sessionId", row.sessionId())
        .param("tenant", TENANT)
        .param("user", subject.value())
        .param("createdAt", Timestamp.from(row.createdAt()))
        .param("lastSeenAt", Timestamp.from(row.lastSeenAt()))
        .param("expiresAt", Timestamp.from(row.expiresAt()))
        .param("device", row.device())
        .param("address", row.address())
        .param("proofs", checked.proofs().stored())
        .param("checked", checked.version())
        .param("browser", checked.deviceKey())
        .query((found, n) ->
            new Holder(
                AccountStatus.of(found.getString("status")),
                AccountStore.duties(found),
                found.getBoolean("overtaken")))
        .optional()
        .orElse(new Holder(AccountStatus.ERASED, Set.of(), false));
  }

  Optional<Found> find(byte[] tokenHash, Instant now, Instant idleSince) {
    return jdbc.sql(
            """
            select s.session_id, s.user_id, s.authenticated_at, s.last_seen_at, s.proofs, a.must
            from identity.session s
            join identity.account a on a.tenant_id = s.tenant_id and a.user_id = s.user_id
            where s.token_hash = ? and s.expires_at > ? and s.last_seen_at > ?
              and a.status = 'active' and not a.deletion_flag
            """)
        .params(tokenHash, Timestamp.from(now), Timestamp.from(idleSince))
        .query((row, n) -> {
          Instant authenticatedAt = row.getTimestamp("authenticated_at").toInstant();
          return new Found(
              new SignedIn(
                  new SubjectId(row.getObject("user_id", UUID.class)),
                  row.getObject("session_id", UUID.class),
                  authenticatedAt,
                  Proofs.parse(row.getString("proofs"), authenticatedAt),
                  AccountStore.duties(row)),
              row.getTimestamp("last_seen_at").toInstant());
        })
        .optional();
  }

  void seen(UUID sessionId, Instant at) {
    jdbc.sql("update identity.session set last_seen_at = ? where session_id = ?")
        .params(Timestamp.from(at), sessionId)
        .update();
  }

  List<Row> of(SubjectId subject, Instant now) {
    return jdbc.sql(
            """
            select session_id, created_at, last_seen_at, expires_at, device, address
            from identity.session
            where tenant_id = ? and user_id = ? and expires_at > ? order by last_seen_at desc
            """)
        .params(TENANT, subject.value(), Timestamp.from(now))
        .query((row, n) ->
            new Row(
                row.getObject("session_id", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("last_seen_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getBytes("device"),
                row.getBytes("address")))
        .list();
  }

  /**
   * Gives a session another token and what was proven now; false when it has ended.
   *
   * @param authenticatedAt what applications are told: when the person was last signed in
   */
  boolean renew(
      SignedIn me, byte[] tokenHash, Proofs proofs, Instant authenticatedAt, Instant now) {
    return jdbc.sql(
                """
                update identity.session set token_hash = :token, proofs = :proofs,
                  authenticated_at = :authenticatedAt, last_seen_at = :now
                where tenant_id = :tenant and user_id = :user and session_id = :session
                """)
            .param("token", tokenHash)
            .param("proofs", proofs.stored())
            .param("authenticatedAt", Timestamp.from(authenticatedAt))
            .param("now", Timestamp.from(now))
            .param("tenant", TENANT)
            .param("user", me.subject().value())
            .param("session", me.sessionId())
            .update()
        == 1;
  }

  /**
   * Takes a proof out of the other sessions of a person. One that has no other is left with a
   * password of long ago.
   */
  void forgetProof(SubjectId subject, UUID butOf, String code) {
    jdbc.sql(
            """
            update identity.session set proofs = coalesce(nullif(array_to_string(array(
                select one from unnest(string_to_array(proofs, ',')) as one
                where one not like :code || ':%'), ','), ''), 'password:0')
            where tenant_id = :tenant and user_id = :user and session_id <> :but
              and proofs like '%' || :code || ':%'
            """)
        .param("code", code)
        .param("tenant", TENANT)
        .param("user", subject.value())
        .param("but", butOf)
        .update();
  }

  /** Keeps a session from being deleted before the current transaction ends. */
  boolean hold(SubjectId subject, UUID sessionId) {
    return jdbc.sql(
            """
            select 1 from identity.session
            where tenant_id = ? and user_id = ? and session_id = ? for key share
            """)
        .params(TENANT, subject.value(), sessionId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  boolean end(SubjectId subject, UUID sessionId) {
    return jdbc.sql(
                "delete from identity.session where tenant_id = ? and user_id = ? and session_id = ?")
            .params(TENANT, subject.value(), sessionId)
            .update()
        == 1;
  }

  int endAll(SubjectId subject) {
    return jdbc.sql("delete from identity.session where tenant_id = ? and user_id = ?")
        .params(TENANT, subject.value())
        .update();
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from identity.session where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }

  int endAllBut(SubjectId subject, UUID sessionId) {
    return jdbc.sql(
            """
            delete from identity.session
            where tenant_id = ? and user_id = ? and session_id <> ?
            """)
        .params(TENANT, subject.value(), sessionId)
        .update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("delete from identity.session where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }
}

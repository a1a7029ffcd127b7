package dev.clef.identity.staff;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of sessions of staff. */
class SessionStore {

  /**
   * A session found by its token.
   *
   * @param provenAt when the browser last proved that the session is its own; null when it is that
   *     of none
   */
  record Found(StaffMember member, Instant lastSeenAt, @Nullable Instant provenAt) {}

  private final JdbcClient jdbc;

  SessionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Opens one; {@code browserKey} is null for one that can only add a passkey. */
  void insert(byte[] tokenHash, StaffMember member, byte @Nullable [] browserKey, Instant expiry) {
    Timestamp now = Timestamp.from(member.authenticatedAt());
    jdbc.sql(
            """
            insert into identity.staff_session (token_hash, session_id, staff_id, created_at,
              last_seen_at, expires_at, browser_key, proven_at)
            values (:hash, :session, :staff, :now, :now, :expiry, :key,
              case when cast(:key as bytea) is not null then cast(:now as timestamptz) end)
            """)
        .param("hash", tokenHash)
        .param("session", member.sessionId())
        .param("staff", member.staffId())
        .param("now", now)
        .param("expiry", Timestamp.from(expiry))
        .param("key", browserKey)
        .update();
  }

  Optional<Found> find(byte[] tokenHash, Instant now, Instant idleSince) {
    return jdbc.sql(
            """
            select session_id, staff_id, s.created_at, last_seen_at, proven_at, roles
            from identity.staff_session s join identity.staff_account using (staff_id)
            where (token_hash = :hash or (previous_hash = :hash and previous_until > :now))
              and expires_at > :now and last_seen_at > :idleSince
            """)
        .param("hash", tokenHash)
        .param("now", Timestamp.from(now))
        .param("idleSince", Timestamp.from(idleSince))
        .query((row, n) -> {
          Timestamp proven = row.getTimestamp("proven_at");
          return new Found(
              new StaffMember(
                  row.getObject("staff_id", UUID.class),
                  row.getObject("session_id", UUID.class),
                  row.getTimestamp("created_at").toInstant(),
                  StaffStore.roles(row),
                  proven != null),
              row.getTimestamp("last_seen_at").toInstant(),
              proven == null ? null : proven.toInstant());
        })
        .optional();
  }

  /** The key of the browser a session is for. */
  Optional<byte[]> browserKey(UUID sessionId) {
    return jdbc.sql(
            """
            select browser_key from identity.staff_session
            where session_id = ? and browser_key is not null
            """)
        .param(sessionId)
        .query((row, n) -> row.getBytes("browser_key"))
        .optional();
  }

  /**
   * A session's browser has proven that it is its own, and goes on with another token; whoever
   * proves with the one before, at the same time, goes on as they were.
   *
   * @param presented the digest of the token it was proven with
   * @param fresh that of the next one
   * @param until the one before is good that long
   * @return when the session ends; empty when it keeps its token, or is over
   */
  Optional<Instant> proven(
      UUID sessionId, byte[] presented, byte[] fresh, Instant now, Instant until) {
    return jdbc.sql(
            """
            with proven as (
              update identity.staff_session set proven_at = :now
              where session_id = :session and token_hash <> :presented
            )
            update identity.staff_session set proven_at = :now, token_hash = :fresh,
              previous_hash = :presented, previous_until = :until
            where session_id = :session and token_hash = :presented
            returning expires_at
            """)
        .param("session", sessionId)
        .param("presented", presented)
        .param("fresh", fresh)
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(until))
        .query((row, n) -> row.getTimestamp("expires_at").toInstant())
        .optional();
  }

  void seen(UUID sessionId, Instant at) {
    jdbc.sql("update identity.staff_session set last_seen_at = ? where session_id = ?")
        .params(Timestamp.from(at), sessionId)
        .update();
  }

  boolean isThere(UUID sessionId) {
    return jdbc.sql("select exists (select 1 from identity.staff_session where session_id = ?)")
        .param(sessionId)
        .query(Boolean.class)
        .single();
  }

  boolean end(UUID sessionId) {
    return jdbc.sql("delete from identity.staff_session where session_id = ?")
            .param(sessionId)
            .update()
        == 1;
  }

  /** Ends those of an account, but for one. */
  int endAll(UUID staffId, @Nullable UUID but) {
    return jdbc.sql(
            """
            delete from identity.staff_session
            where staff_id = :staffId and session_id is distinct from cast(:but as uuid)
            """)
        .param("staffId", staffId)
        .param("but", but)
        .update();
  }

  int deleteExpired(Instant now, Instant idleSince) {
    return jdbc.sql("delete from identity.staff_session where expires_at <= ? or last_seen_at <= ?")
        .params(Timestamp.from(now), Timestamp.from(idleSince))
        .update();
  }
}

package dev.clef.identity.staff;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of staff accounts and their sessions. */
class StaffStore {

  /** An account, what it may open, and the last step of its authenticator that was used. */
  record Row(Sealed sealed, Set<StaffRole> roles, long lastStep) {}

  /** A session found by its token. */
  record Found(StaffMember member, Instant lastSeenAt) {}

  private static final String SELECT =
      """
      select staff_id, name_digest, name, hashed_password, totp_secret, totp_last_step, roles
      from identity.staff_account
      """;

  private final JdbcClient jdbc;

  StaffStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Sealed account, Set<StaffRole> roles, long totpStep, Instant at) {
    jdbc.sql(
            """
            insert into identity.staff_account
              (staff_id, name_digest, name, hashed_password, totp_secret, totp_last_step, created_at,
               roles)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            account.staffId(),
            account.nameDigest(),
            account.name(),
            account.hashedPassword(),
            account.totpSecret(),
            totpStep,
            Timestamp.from(at),
            roles.stream().map(StaffRole::code).toArray(String[]::new))
        .update();
  }

  Optional<Row> find(byte[] nameDigest) {
    return jdbc.sql(SELECT + " where name_digest = ?")
        .param(nameDigest)
        .query((row, n) -> row(row))
        .optional();
  }

  Optional<Row> find(UUID staffId) {
    return jdbc.sql(SELECT + " where staff_id = ?")
        .param(staffId)
        .query((row, n) -> row(row))
        .optional();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new Sealed(
            row.getObject("staff_id", UUID.class),
            row.getBytes("name_digest"),
            row.getBytes("name"),
            row.getBytes("hashed_password"),
            row.getBytes("totp_secret")),
        roles(row),
        row.getLong("totp_last_step"));
  }

  private static Set<StaffRole> roles(ResultSet row) throws SQLException {
    return StaffRole.parse(List.of((String[]) row.getArray("roles").getArray()));
  }

  /** Uses up a step of the authenticator; false when it or a later one was used already. */
  boolean useStep(UUID staffId, long step) {
    return jdbc.sql(
                """
                update identity.staff_account set totp_last_step = ?
                where staff_id = ? and totp_last_step < ?
                """)
            .params(step, staffId, step)
            .update()
        == 1;
  }

  void setPassword(UUID staffId, byte[] sealed) {
    jdbc.sql("update identity.staff_account set hashed_password = ? where staff_id = ?")
        .params(sealed, staffId)
        .update();
  }

  void insertSession(byte[] tokenHash, StaffMember member, Instant expiresAt) {
    Timestamp now = Timestamp.from(member.authenticatedAt());
    jdbc.sql(
            """
            insert into identity.staff_session
              (token_hash, session_id, staff_id, created_at, last_seen_at, expires_at)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(
            tokenHash, member.sessionId(), member.staffId(), now, now, Timestamp.from(expiresAt))
        .update();
  }

  Optional<Found> findSession(byte[] tokenHash, Instant now, Instant idleSince) {
    return jdbc.sql(
            """
            select session_id, staff_id, s.created_at, last_seen_at, roles
            from identity.staff_session s join identity.staff_account using (staff_id)
            where token_hash = ? and expires_at > ? and last_seen_at > ?
            """)
        .params(tokenHash, Timestamp.from(now), Timestamp.from(idleSince))
        .query((row, n) ->
            new Found(
                new StaffMember(
                    row.getObject("staff_id", UUID.class),
                    row.getObject("session_id", UUID.class),
                    row.getTimestamp("created_at").toInstant(),
                    roles(row)),
                row.getTimestamp("last_seen_at").toInstant()))
        .optional();
  }

  void seen(UUID sessionId, Instant at) {
    jdbc.sql("update identity.staff_session set last_seen_at = ? where session_id = ?")
        .params(Timestamp.from(at), sessionId)
        .update();
  }

  boolean endSession(UUID sessionId) {
    return jdbc.sql("delete from identity.staff_session where session_id = ?")
            .param(sessionId)
            .update()
        == 1;
  }

  int deleteExpired(Instant now, Instant idleSince) {
    return jdbc.sql("delete from identity.staff_session where expires_at <= ? or last_seen_at <= ?")
        .params(Timestamp.from(now), Timestamp.from(idleSince))
        .update();
  }
}

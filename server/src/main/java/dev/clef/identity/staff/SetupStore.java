package dev.clef.identity.staff;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the way to the first account: one row, while there is no account. */
class SetupStore {

  /**
   * The link in force.
   *
   * @param staffId the account it leads to
   * @param entered what was entered with it; null before
   */
  record Link(UUID staffId, byte[] tokenHash, Instant expiresAt, @Nullable Sealed entered) {}

  private final JdbcClient jdbc;

  SetupStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Puts a new link in the place of the old one; false when there is a staff account. */
  boolean replace(UUID staffId, byte[] tokenHash, Instant expiresAt) {
    return jdbc.sql(
                """
                insert into identity.staff_setup (staff_id, token_hash, expires_at)
                select :staffId, :tokenHash, :expiresAt
                where not exists (select 1 from identity.staff_account)
                on conflict (singleton) do update set staff_id = excluded.staff_id,
                  token_hash = excluded.token_hash, expires_at = excluded.expires_at,
                  name_digest = null, name = null, hashed_password = null, totp_secret = null
                """)
            .param("staffId", staffId)
            .param("tokenHash", tokenHash)
            .param("expiresAt", Timestamp.from(expiresAt))
            .update()
        == 1;
  }

  /** The link in force, locked until the transaction ends; empty once there is an account. */
  Optional<Link> lock() {
    return jdbc.sql(
            """
            select staff_id, token_hash, expires_at, name_digest, name, hashed_password, totp_secret
            from identity.staff_setup
            where not exists (select 1 from identity.staff_account)
            for update of staff_setup
            """)
        .query((row, n) -> {
          UUID staffId = row.getObject("staff_id", UUID.class);
          byte[] digest = row.getBytes("name_digest");
          Sealed entered =
              digest == null
                  ? null
                  : new Sealed(
                      staffId,
                      digest,
                      row.getBytes("name"),
                      row.getBytes("hashed_password"),
                      row.getBytes("totp_secret"));
          return new Link(
              staffId,
              row.getBytes("token_hash"),
              row.getTimestamp("expires_at").toInstant(),
              entered);
        })
        .optional();
  }

  void enter(Sealed entered) {
    jdbc.sql(
            """
            update identity.staff_setup
            set name_digest = ?, name = ?, hashed_password = ?, totp_secret = ?
            where staff_id = ?
            """)
        .params(
            entered.nameDigest(),
            entered.name(),
            entered.hashedPassword(),
            entered.totpSecret(),
            entered.staffId())
        .update();
  }

  void delete() {
    jdbc.sql("delete from identity.staff_setup").update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("delete from identity.staff_setup where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }
}

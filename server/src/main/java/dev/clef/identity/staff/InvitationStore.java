package dev.clef.identity.staff;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of links to accounts, and of what is entered with them until a code confirms it. */
class InvitationStore {

  /**
   * A link in force.
   *
   * @param staffId the account it leads to
   * @param entered what was entered with it; null before
   */
  record Link(
      UUID staffId,
      InvitationKind kind,
      Set<StaffRole> roles,
      Instant expiresAt,
      @Nullable Sealed entered) {}

  /** A link as those see it who may withdraw it. */
  record Open(
      UUID staffId,
      InvitationKind kind,
      Set<StaffRole> roles,
      @Nullable UUID invitedBy,
      Instant createdAt,
      Instant expiresAt) {}

  private final JdbcClient jdbc;

  InvitationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Puts a new first link in the place of the old one; false when there is a staff account. */
  boolean replaceFirst(
      UUID staffId, Set<StaffRole> roles, byte[] tokenHash, Instant now, Instant expiresAt) {
    return jdbc.sql(
                """
                insert into identity.staff_invitation
                  (staff_id, kind, roles, token_hash, created_at, expires_at)
                select :staffId, 'first', :roles, :tokenHash, :now, :expiresAt
                where not exists (select 1 from identity.staff_account)
                on conflict ((true)) where kind = 'first' do update set
                  staff_id = excluded.staff_id, roles = excluded.roles,
                  token_hash = excluded.token_hash, created_at = excluded.created_at,
                  expires_at = excluded.expires_at, name_digest = null, name = null,
                  hashed_password = null, totp_secret = null
                """)
            .param("staffId", staffId)
            .param("roles", StaffStore.codes(roles))
            .param("tokenHash", tokenHash)
            .param("now", Timestamp.from(now))
            .param("expiresAt", Timestamp.from(expiresAt))
            .update()
        == 1;
  }

  /** Puts a link in the place of one to the same account. */
  void replace(
      UUID staffId,
      InvitationKind kind,
      Set<StaffRole> roles,
      @Nullable UUID invitedBy,
      byte[] tokenHash,
      Instant now,
      Instant expiresAt) {
    delete(staffId);
    jdbc.sql(
            """
            insert into identity.staff_invitation
              (staff_id, kind, roles, invited_by, token_hash, created_at, expires_at)
            values (:staffId, :kind, :roles, :invitedBy, :tokenHash, :now, :expiresAt)
            """)
        .param("staffId", staffId)
        .param("kind", kind.code())
        .param("roles", StaffStore.codes(roles))
        .param("invitedBy", invitedBy)
        .param("tokenHash", tokenHash)
        .param("now", Timestamp.from(now))
        .param("expiresAt", Timestamp.from(expiresAt))
        .update();
  }

  /** The link with this token, locked until the transaction ends; the first one while it counts. */
  Optional<Link> lock(byte[] tokenHash, Instant now) {
    return jdbc.sql(
            """
            select * from identity.staff_invitation
            where token_hash = ? and expires_at > ?
              and (kind <> 'first' or not exists (select 1 from identity.staff_account))
            for update of staff_invitation
            """)
        .params(tokenHash, Timestamp.from(now))
        .query((row, n) -> link(row))
        .optional();
  }

  private static Link link(ResultSet row) throws SQLException {
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
        InvitationKind.of(row.getString("kind")),
        StaffStore.roles(row),
        row.getTimestamp("expires_at").toInstant(),
        entered);
  }

  void enter(Sealed entered) {
    jdbc.sql(
            """
            update identity.staff_invitation
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

  /** Those that can still be used, the newest first. */
  List<Open> open(Instant now) {
    return jdbc.sql(
            """
            select * from identity.staff_invitation where expires_at > ? and kind <> 'first'
            order by created_at desc, staff_id
            """)
        .param(Timestamp.from(now))
        .query((row, n) ->
            new Open(
                row.getObject("staff_id", UUID.class),
                InvitationKind.of(row.getString("kind")),
                StaffStore.roles(row),
                row.getObject("invited_by", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant()))
        .list();
  }

  boolean delete(UUID staffId) {
    return jdbc.sql("delete from identity.staff_invitation where staff_id = ?")
            .param(staffId)
            .update()
        == 1;
  }

  /** Withdraws what somebody invited who may do so no more. */
  int deleteBy(UUID invitedBy) {
    return jdbc.sql("delete from identity.staff_invitation where invited_by = ?")
        .param(invitedBy)
        .update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("delete from identity.staff_invitation where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }
}

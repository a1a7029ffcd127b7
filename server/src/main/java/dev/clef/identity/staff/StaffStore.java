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

/** The SQL of staff accounts. */
class StaffStore {

  /**
   * An account.
   *
   * @param passkeys sealed; null while there are none
   * @param lastStep of its authenticator that was used
   */
  record Row(
      Sealed sealed,
      byte @Nullable [] passkeys,
      Set<StaffRole> roles,
      long lastStep,
      Instant createdAt,
      @Nullable Instant lastSignInAt) {

    UUID staffId() {
      return sealed.staffId();
    }

    boolean hasSignedInSince(Instant time) {
      return lastSignInAt != null && lastSignInAt.isAfter(time);
    }
  }

  private static final String SELECT = "select * from identity.staff_account";

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
            codes(roles))
        .update();
  }

  /** Puts what was entered anew in the place of what was; false when the account is gone. */
  boolean renew(Sealed account, long totpStep) {
    return jdbc.sql(
                """
                update identity.staff_account set name_digest = ?, name = ?, hashed_password = ?,
                  totp_secret = ?, totp_last_step = ?, passkeys = null
                where staff_id = ?
                """)
            .params(
                account.nameDigest(),
                account.name(),
                account.hashedPassword(),
                account.totpSecret(),
                totpStep,
                account.staffId())
            .update()
        == 1;
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

  /** Likewise, locked until the transaction ends. */
  Optional<Row> lock(UUID staffId) {
    return jdbc.sql(SELECT + " where staff_id = ? for update")
        .param(staffId)
        .query((row, n) -> row(row))
        .optional();
  }

  /** Everybody, the longest here first. */
  List<Row> all() {
    return jdbc.sql(SELECT + " order by created_at, staff_id").query((row, n) -> row(row)).list();
  }

  /**
   * Lets nobody else change who works here until the transaction ends. All rows, in one order: of
   * two administrators who remove each other the second finds that it is gone.
   */
  void lockAll() {
    jdbc.sql("select staff_id from identity.staff_account order by staff_id for update")
        .query((row, n) -> row.getObject("staff_id", UUID.class))
        .list();
  }

  private static Row row(ResultSet row) throws SQLException {
    Timestamp signedIn = row.getTimestamp("last_sign_in_at");
    return new Row(
        new Sealed(
            row.getObject("staff_id", UUID.class),
            row.getBytes("name_digest"),
            row.getBytes("name"),
            row.getBytes("hashed_password"),
            row.getBytes("totp_secret")),
        row.getBytes("passkeys"),
        roles(row),
        row.getLong("totp_last_step"),
        row.getTimestamp("created_at").toInstant(),
        signedIn == null ? null : signedIn.toInstant());
  }

  static Set<StaffRole> roles(ResultSet row) throws SQLException {
    return StaffRole.parse(List.of((String[]) row.getArray("roles").getArray()));
  }

  static String[] codes(Set<StaffRole> roles) {
    return roles.stream().sorted().map(StaffRole::code).toArray(String[]::new);
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

  /** Puts another password into the place of this one, and of none that came meanwhile. */
  void replacePassword(UUID staffId, byte[] before, byte[] sealed) {
    jdbc.sql(
            """
            update identity.staff_account set hashed_password = ?
            where staff_id = ? and hashed_password = ?
            """)
        .params(sealed, staffId, before)
        .update();
  }

  /** What signs in no more is overwritten with what never did. */
  void withoutPassword(UUID staffId, byte[] hashedPassword, byte[] totpSecret) {
    jdbc.sql(
            """
            update identity.staff_account set hashed_password = ?, totp_secret = ?
            where staff_id = ?
            """)
        .params(hashedPassword, totpSecret, staffId)
        .update();
  }

  void setPasskeys(UUID staffId, byte @Nullable [] sealed) {
    jdbc.sql("update identity.staff_account set passkeys = :sealed where staff_id = :staffId")
        .param("sealed", sealed)
        .param("staffId", staffId)
        .update();
  }

  void setRoles(UUID staffId, Set<StaffRole> roles) {
    jdbc.sql("update identity.staff_account set roles = ? where staff_id = ?")
        .params(codes(roles), staffId)
        .update();
  }

  void signedIn(UUID staffId, Instant at) {
    jdbc.sql("update identity.staff_account set last_sign_in_at = ? where staff_id = ?")
        .params(Timestamp.from(at), staffId)
        .update();
  }

  /** Removes an account with its sessions and what is known of its passkeys. */
  boolean delete(UUID staffId) {
    return jdbc.sql("delete from identity.staff_account where staff_id = ?").param(staffId).update()
        == 1;
  }

  /**
   * Everybody something may be sealed for: accounts, invitations, and those of the version before.
   */
  List<UUID> known() {
    return jdbc.sql(
            """
            select staff_id from identity.staff_account
            union select staff_id from identity.staff_invitation
            union select staff_id from identity.staff_setup
            """)
        .query((row, n) -> row.getObject("staff_id", UUID.class))
        .list();
  }
}

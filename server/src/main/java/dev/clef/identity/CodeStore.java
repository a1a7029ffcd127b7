package dev.clef.identity;

import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of one-time codes. */
class CodeStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** A code as it is kept; {@code recipient} and {@code mac} are 32 bytes each. */
  record Row(
      UUID id,
      CodePurpose purpose,
      byte[] recipient,
      @Nullable SubjectId subject,
      byte[] mac,
      int tries,
      Instant createdAt,
      Instant expiresAt) {}

  /** A code of a person, as it is told to them. */
  record Waiting(String purpose, Instant createdAt, Instant expiresAt) {}

  private final JdbcClient jdbc;

  CodeStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Stores a code in the place of the one that could still be entered for the same. */
  void replace(Row row) {
    SubjectId subject = row.subject();
    jdbc.sql(
            """
            insert into identity.one_time_code (code_id, tenant_id, purpose, recipient, user_id,
              code_mac, tries_left, created_at, expires_at)
            values (:id, :tenant, :purpose, :recipient, :user, :mac, :tries, :created, :expires)
            on conflict (tenant_id, purpose, recipient) where not used do update
            set code_id = excluded.code_id, user_id = excluded.user_id,
              code_mac = excluded.code_mac, tries_left = excluded.tries_left,
              created_at = excluded.created_at, expires_at = excluded.expires_at
            """)
        .param("id", row.id())
        .param("tenant", TENANT)
        .param("purpose", row.purpose().code())
        .param("recipient", row.recipient())
        .param("user", subject == null ? null : subject.value(), Types.OTHER)
        .param("mac", row.mac())
        .param("tries", row.tries())
        .param("created", Timestamp.from(row.createdAt()))
        .param("expires", Timestamp.from(row.expiresAt()))
        .update();
  }

  /** The code that can still be entered. */
  Optional<UUID> current(CodePurpose purpose, byte[] recipient) {
    return jdbc.sql(
            """
            select code_id from identity.one_time_code
            where tenant_id = ? and purpose = ? and recipient = ? and not used
            """)
        .params(TENANT, purpose.code(), recipient)
        .query(UUID.class)
        .optional();
  }

  /**
   * One try, whatever comes of it: whoever tries at the same time, on whatever node, waits for this
   * row and finds what is left of it.
   *
   * @param until a code that was right lets somebody go on until then; null: as long as it was good
   * @return whether the code was right; empty when there was nothing left to try
   */
  Optional<Boolean> attempt(
      UUID id, CodePurpose purpose, byte[] mac, Instant now, @Nullable Instant until) {
    return jdbc.sql(
            """
            update identity.one_time_code
            set tries_left = tries_left - 1, used = (code_mac = :mac),
              expires_at = case when code_mac = :mac then coalesce(:until, expires_at)
                else expires_at end
            where code_id = :id and purpose = :purpose and not used and tries_left > 0
              and expires_at > :now
            returning used
            """)
        .param("mac", mac)
        .param("until", until == null ? null : Timestamp.from(until), Types.TIMESTAMP)
        .param("id", id)
        .param("purpose", purpose.code())
        .param("now", Timestamp.from(now))
        .query(Boolean.class)
        .optional();
  }

  /**
   * Ends what somebody may go on with, and everything else that was proven for the same: of two who
   * go on at the same time one comes first. In the current transaction.
   *
   * @return whether it was there and still good
   */
  boolean spend(UUID id, CodePurpose purpose, byte[] recipient, Instant now) {
    return jdbc.sql(
            """
            with proven as materialized (
              select code_id from identity.one_time_code
              where tenant_id = :tenant and purpose = :purpose and recipient = :recipient and used
              order by code_id for update)
            delete from identity.one_time_code where code_id in (select code_id from proven)
            returning code_id = :id and expires_at > :now
            """)
        .param("tenant", TENANT)
        .param("purpose", purpose.code())
        .param("recipient", recipient)
        .param("id", id)
        .param("now", Timestamp.from(now))
        .query(Boolean.class)
        .list()
        .contains(true);
  }

  /** Whether somebody may still go on with a code that was right. */
  boolean isOpen(UUID id, CodePurpose purpose, byte[] recipient, Instant now) {
    return jdbc.sql(
            """
            select exists (
              select 1 from identity.one_time_code
              where code_id = ? and tenant_id = ? and purpose = ? and recipient = ? and used
                and expires_at > ?)
            """)
        .params(id, TENANT, purpose.code(), recipient, Timestamp.from(now))
        .query(Boolean.class)
        .single();
  }

  /** A code that was right may be entered once more, unless there is a newer one. */
  void giveBack(UUID id) {
    jdbc.sql(
            """
            update identity.one_time_code it set used = false
            where code_id = ? and used and not exists (
              select 1 from identity.one_time_code
              where tenant_id = it.tenant_id and purpose = it.purpose
                and recipient = it.recipient and not used)
            """)
        .param(id)
        .update();
  }

  void delete(UUID id) {
    jdbc.sql("delete from identity.one_time_code where code_id = ?").param(id).update();
  }

  List<Waiting> of(SubjectId subject) {
    return jdbc.sql(
            """
            select purpose, created_at, expires_at from identity.one_time_code
            where tenant_id = ? and user_id = ? order by created_at
            """)
        .params(TENANT, subject.value())
        .query((row, n) ->
            new Waiting(
                row.getString("purpose"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant()))
        .list();
  }

  void forget(Collection<SubjectId> subjects) {
    jdbc.sql("delete from identity.one_time_code where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }

  void deleteExpired(Instant now) {
    jdbc.sql("delete from identity.one_time_code where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }
}

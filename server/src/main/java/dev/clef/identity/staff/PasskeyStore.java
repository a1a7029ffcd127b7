package dev.clef.identity.staff;

import dev.clef.identity.credentials.PasskeyVerifier;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what changes with every use of a passkey. */
class PasskeyStore {

  /** How often a key says it was used, and when it was. */
  record Known(UUID factorId, long signCount, @Nullable Instant lastUsedAt) {}

  private final JdbcClient jdbc;

  PasskeyStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Map<UUID, Known> of(UUID staffId) {
    Map<UUID, Known> all = new HashMap<>();
    jdbc.sql("select * from identity.staff_passkey where staff_id = ?")
        .param(staffId)
        .query((row, n) -> {
          Timestamp used = row.getTimestamp("last_used_at");
          return new Known(
              row.getObject("factor_id", UUID.class),
              row.getLong("sign_count"),
              used == null ? null : used.toInstant());
        })
        .list()
        .forEach(one -> all.put(one.factorId(), one));
    return all;
  }

  Optional<Known> find(UUID staffId, UUID factorId) {
    return Optional.ofNullable(of(staffId).get(factorId));
  }

  void insert(UUID factorId, UUID staffId, long signCount, Instant now) {
    jdbc.sql(
            """
            insert into identity.staff_passkey (factor_id, staff_id, sign_count, created_at)
            values (?, ?, ?, ?)
            """)
        .params(factorId, staffId, signCount, Timestamp.from(now))
        .update();
  }

  /** Notes a use; false when a later or the same one was noted. A key that does not count says 0. */
  boolean use(UUID factorId, PasskeyVerifier.Used used, Instant now) {
    return jdbc.sql(
                """
                update identity.staff_passkey set sign_count = :counter, last_used_at = :now
                where factor_id = :factor
                  and (sign_count < :counter or (sign_count = 0 and :counter = 0))
                """)
            .param("counter", used.counter())
            .param("now", Timestamp.from(now))
            .param("factor", factorId)
            .update()
        == 1;
  }

  void remove(UUID factorId) {
    jdbc.sql("delete from identity.staff_passkey where factor_id = ?").param(factorId).update();
  }

  void removeAll(UUID staffId) {
    jdbc.sql("delete from identity.staff_passkey where staff_id = ?").param(staffId).update();
  }
}

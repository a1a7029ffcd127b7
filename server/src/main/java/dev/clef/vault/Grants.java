package dev.clef.vault;

import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The elevations of staff that are open just now, as the module that gives them has pushed them
 * down: what ended is gone. Thread-safe.
 */
public final class Grants {

  private final JdbcClient jdbc;
  private final Clock clock;

  Grants(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What is opened.
   *
   * @param sessionId of the member; the elevation ends with it
   * @param emergency the code of the reason there was no approval; null when there was one
   */
  public record Opening(
      UUID elevationId,
      SubjectId person,
      Purpose purpose,
      LegalBasis basis,
      UUID staffId,
      UUID sessionId,
      @Nullable String emergency,
      Instant until) {}

  /** Opens one in the current transaction. */
  public void open(Opening opening) {
    requireTransaction();
    jdbc.sql(
            """
            insert into vault.elevation (elevation_id, tenant_id, user_id, purpose, basis, staff_id,
              session_id, emergency, until)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .param(opening.elevationId())
        .param(Tenant.DEFAULT.id())
        .param(opening.person().value())
        .param(opening.purpose().code())
        .param(opening.basis().code())
        .param(opening.staffId())
        .param(opening.sessionId())
        .param(opening.emergency())
        .param(Timestamp.from(opening.until()))
        .update();
  }

  /**
   * Closes one in the current transaction. A read that is under way is waited for: whatever begins
   * afterwards finds nothing.
   *
   * @return false when it was not open
   */
  public boolean close(UUID elevationId) {
    requireTransaction();
    return jdbc.sql("delete from vault.elevation where elevation_id = ?")
            .param(elevationId)
            .update()
        == 1;
  }

  /** Whether one is open still, its time left aside. */
  public boolean isOpen(UUID elevationId) {
    return jdbc.sql("select 1 from vault.elevation where elevation_id = ?")
        .param(elevationId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** The open elevation of this member in this session; empty when there is none of this id. */
  public Optional<Grant> find(UUID elevationId, UUID staffId, UUID sessionId) {
    return jdbc.sql(
            """
            select elevation_id, user_id, purpose, basis, staff_id, session_id, emergency, until
            from vault.elevation
            where elevation_id = ? and staff_id = ? and session_id = ? and until > ?
            """)
        .params(elevationId, staffId, sessionId, Timestamp.from(clock.instant()))
        .query((row, n) -> grant(row))
        .optional();
  }

  /** Closes all about these people, in the current transaction. */
  void forget(Collection<SubjectId> people) {
    jdbc.sql("delete from vault.elevation where tenant_id = ? and user_id = any(?)")
        .params(Tenant.DEFAULT.id(), SubjectId.values(people))
        .update();
  }

  private static Grant grant(ResultSet row) throws SQLException {
    return new Grant(
        row.getObject("elevation_id", UUID.class),
        new SubjectId(row.getObject("user_id", UUID.class)),
        Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
        LegalBasis.valueOf(row.getString("basis").toUpperCase(Locale.ROOT)),
        row.getObject("staff_id", UUID.class),
        row.getObject("session_id", UUID.class),
        row.getString("emergency"),
        row.getTimestamp("until").toInstant());
  }

  private static void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("an elevation changes together with its entry");
    }
  }
}

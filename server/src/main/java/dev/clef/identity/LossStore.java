package dev.clef.identity;

import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of factors that somebody says are lost. */
class LossStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;

  LossStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** When they may be removed. */
  Optional<Instant> readyAt(SubjectId subject) {
    return jdbc.sql("select ready_at from identity.factor_loss where tenant_id = ? and user_id = ?")
        .params(TENANT, subject.value())
        .query((row, n) -> row.getTimestamp("ready_at").toInstant())
        .optional();
  }

  /** False when it was said before. */
  boolean insert(SubjectId subject, Instant now, Instant readyAt) {
    return jdbc.sql(
                """
                insert into identity.factor_loss (tenant_id, user_id, declared_at, ready_at)
                values (?, ?, ?, ?) on conflict do nothing
                """)
            .params(TENANT, subject.value(), Timestamp.from(now), Timestamp.from(readyAt))
            .update()
        == 1;
  }

  /** What could have been ended since before {@code readyBefore} and was not. */
  void endLapsed(SubjectId subject, Instant readyBefore) {
    jdbc.sql(
            """
            delete from identity.factor_loss
            where tenant_id = ? and user_id = ? and ready_at < ?
            """)
        .params(TENANT, subject.value(), Timestamp.from(readyBefore))
        .update();
  }

  /** False when nothing was said, or not any more. */
  boolean end(SubjectId subject) {
    return jdbc.sql("delete from identity.factor_loss where tenant_id = ? and user_id = ?")
            .params(TENANT, subject.value())
            .update()
        == 1;
  }
}

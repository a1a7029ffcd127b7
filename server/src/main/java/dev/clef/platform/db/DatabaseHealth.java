package dev.clef.platform.db;

import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up when the pool gives a connection that answers. */
class DatabaseHealth extends AbstractHealthIndicator {

  private static final int ANSWER_WITHIN_SECONDS = 1;

  private final DataSource dataSource;

  DatabaseHealth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      builder.status(
          connection.isValid(ANSWER_WITHIN_SECONDS)
              ? org.springframework.boot.health.contributor.Status.UP
              : org.springframework.boot.health.contributor.Status.DOWN);
    }
  }
}

package dev.clef.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Connection pools; they open their first connections at once, so that a start fails early. */
final class Pools {

  /** A request that finds no connection within this time is answered 503. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int IDLE = 2;

  private Pools() {}

  static HikariDataSource open(String name, Database database, Login login, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(database.connect(login));
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.clamp(size - 1L, 1, IDLE));
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
    config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
    config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    // The driver sends the JVM's zone when it connects, and that wins over options in the URL.
    config.setConnectionInitSql("set time zone 'UTC'");
    return new HikariDataSource(config);
  }
}

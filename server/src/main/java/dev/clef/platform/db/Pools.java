package dev.clef.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Connection pools; they open their first connections at once, so that a start fails early. */
final class Pools {

  /** A request that finds no connection within this time is answered 503. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int IDLE = 2;

  // The driver sends the JVM's zone when it connects, and that wins over options in the URL.
  private static final String IN_UTC = "set time zone 'UTC'";

  private static final String PLANNED_EACH_TIME = "; set plan_cache_mode = force_custom_plan";

  private Pools() {}

  static HikariDataSource open(String name, Database database, Login login, int size) {
    return new HikariDataSource(config(name, database, login, size));
  }

  /**
   * For work on a queue, empty most of the time: a plan kept from then takes minutes for what a
   * fresh one does in milliseconds once a hundred thousand rows wait.
   */
  static HikariDataSource openForQueue(String name, Database database, Login login, int size) {
    HikariConfig config = config(name, database, login, size);
    config.setConnectionInitSql(IN_UTC + PLANNED_EACH_TIME);
    return new HikariDataSource(config);
  }

  private static HikariConfig config(String name, Database database, Login login, int size) {
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
    config.setConnectionInitSql(IN_UTC);
    return config;
  }
}

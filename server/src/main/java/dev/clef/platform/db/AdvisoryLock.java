package dev.clef.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Work that one process does at a time, whichever node it runs on: under a session-level advisory
 * lock of PostgreSQL, on a connection of its own, so that the work may run many transactions. The
 * lock ends with the connection, so a process that dies holds nothing up.
 */
public final class AdvisoryLock {

  private AdvisoryLock() {}

  /** Runs {@code work} as soon as the lock is free. */
  public static void with(DataSource dataSource, long key, Runnable work) {
    locked(dataSource, "select pg_advisory_lock(?) is not null", key, work);
  }

  /**
   * Runs {@code work} if the lock is free.
   *
   * @return false when somebody else holds it
   */
  public static boolean tryWith(DataSource dataSource, long key, Runnable work) {
    return locked(dataSource, "select pg_try_advisory_lock(?)", key, work);
  }

  private static boolean locked(DataSource dataSource, String lock, long key, Runnable work) {
    try (Connection connection = dataSource.getConnection()) {
      if (!isTrue(connection, lock, key)) {
        return false;
      }
      try {
        work.run();
        return true;
      } finally {
        isTrue(connection, "select pg_advisory_unlock(?)", key);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("advisory lock", null, e);
    }
  }

  private static boolean isTrue(Connection connection, String sql, long key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}

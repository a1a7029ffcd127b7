package dev.clef.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lets the process "die" between two steps of a request: from its nth connection to a database on,
 * of whichever cluster, a request gets none any more. What was committed before stays, a
 * transaction that is open is rolled back, and nothing after it happens: as after a crash at that
 * place.
 */
public final class Faults implements BeanPostProcessor {

  private static final Set<String> POOLS = Set.of("dataSource", "keysDataSource");
  private static final String REQUESTS = "tomcat-handler";

  private int left = Integer.MAX_VALUE;

  /** From now on requests get {@code connections} connections and then none. */
  public synchronized void dieAfter(int connections) {
    left = connections;
  }

  /** The process is alive again; true when it had died. */
  public synchronized boolean revive() {
    boolean died = left < 0;
    left = Integer.MAX_VALUE;
    return died;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return POOLS.contains(name) && bean instanceof DataSource pool ? new Dying(pool) : bean;
  }

  private synchronized boolean mayConnect() {
    if (left == Integer.MAX_VALUE || !Thread.currentThread().getName().startsWith(REQUESTS)) {
      return true;
    }
    left = Math.max(-1, left - 1);
    return left >= 0;
  }

  private final class Dying extends DelegatingDataSource {

    Dying(DataSource pool) {
      super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (!mayConnect()) {
        throw new SQLTransientConnectionException("the process died here", "08006");
      }
      return super.getConnection();
    }
  }
}

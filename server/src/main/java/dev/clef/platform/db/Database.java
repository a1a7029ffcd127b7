package dev.clef.platform.db;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One of the two databases: where it is and who may enter.
 *
 * @param name {@code data} or {@code keys}
 * @param url a jdbc:postgresql URL; what it says about user and password is overridden by a login
 * @param owner owns the schemas and migrates
 * @param app the role at run time: only what migrations grant
 * @param sequencer the role that orders the audit log; only in {@code data}
 */
public record Database(String name, String url, Login owner, Login app, @Nullable Login sequencer) {

  /**
   * Unpooled connections as one of the roles; in the JVM's time zone, unlike those of the pools.
   */
  public PGSimpleDataSource connect(Login login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    // A dead database is noticed in seconds; no statement of ours runs for half a minute.
    source.setConnectTimeout(2);
    source.setLoginTimeout(4);
    source.setSocketTimeout(30);
    source.setTcpKeepAlive(true);
    source.setPrepareThreshold(2);
    source.setReWriteBatchedInserts(true);
    source.setApplicationName("clef");
    // Values of a failed statement must not travel into exception messages and so into logs.
    source.setLogServerErrorDetail(false);
    source.setUrl(url);
    source.setUser(login.role());
    source.setPassword(login.password());
    return source;
  }

  /** Host, port and database for messages; never a password. */
  public String place() {
    return place(connect(app));
  }

  static String place(PGSimpleDataSource source) {
    int[] ports = source.getPortNumbers();
    String[] hosts = source.getServerNames();
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < hosts.length; i++) {
      int port = ports != null && i < ports.length && ports[i] != 0 ? ports[i] : 5432;
      place.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(port);
    }
    return place.append('/').append(source.getDatabaseName()).toString();
  }

  @Override
  public String toString() {
    return "Database["
        + name
        + " at "
        + place()
        + ", "
        + Arrays.asList(owner, app, sequencer)
        + "]";
  }
}

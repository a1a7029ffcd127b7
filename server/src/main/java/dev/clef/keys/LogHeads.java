package dev.clef.keys;

import dev.clef.platform.db.AdvisoryLock;
import dev.clef.platform.db.KeysDb;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The newest head of the log that may have been signed, kept where no restored data database takes
 * it back. Thread-safe.
 */
public final class LogHeads {

  /** In PostgreSQL's advisory locks of the keys database: one node gives the log a new name. */
  private static final long LOCK = 0x0C1EF_4EADL;

  /**
   * The head of a log.
   *
   * @param origin the log's name
   * @param size entries in the tree
   * @param root its hash, 32 bytes
   */
  public record Head(String origin, long size, byte[] root) {

    /** Whether it is the same head. */
    public boolean is(Head other) {
      return origin.equals(other.origin) && size == other.size && Arrays.equals(root, other.root);
    }
  }

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  LogHeads(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  /** The head of the log as it is called now; empty before the first one is signed. */
  public Optional<Head> current() {
    return jdbc.sql("select origin, size, root from keys.log_head where ended_at is null")
        .query((row, n) ->
            new Head(row.getString("origin"), row.getLong("size"), row.getBytes("root")))
        .optional();
  }

  /** To be called before a head is signed; a smaller one than is known changes nothing. */
  public void remember(Head head, Instant at) {
    jdbc.sql("select keys.remember_log_head(?, ?, ?, ?)")
        .params(head.origin(), head.size(), head.root(), Timestamp.from(at))
        .query(row -> {});
  }

  /** Whether the log ever had this name. */
  public boolean wasUsed(String origin) {
    return jdbc.sql("select exists (select 1 from keys.log_head where origin = ?)")
        .param(origin)
        .query(Boolean.class)
        .single();
  }

  /** Lets the log go on under another name, from this head. */
  public void begin(String old, Head head, Instant at) {
    jdbc.sql("select keys.begin_log(?, ?, ?, ?, ?)")
        .params(old, head.origin(), head.size(), head.root(), Timestamp.from(at))
        .query(row -> {});
  }

  /** Runs {@code work} while no other node does. */
  public void exclusively(Runnable work) {
    AdvisoryLock.with(dataSource, LOCK, work);
  }
}

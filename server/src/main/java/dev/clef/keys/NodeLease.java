package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets this node keep keys of people in memory: it has looked for erasures in the keys
 * database within the last seconds. Once a second, and at once when somebody is erased, it drops
 * their keys and says so in the database; a node that cannot, loses its lease by its own clock,
 * wipes every key and serves no plaintext until it has looked again. So an erasure is complete when
 * every other node has looked since or has no lease any more. Thread-safe.
 */
final class NodeLease implements AutoCloseable {

  /** What loses its keys. */
  interface Memory {
    /** Overwrites the keys of these people. */
    void wipe(Collection<PersonRef> people);

    /** Overwrites all keys. */
    void wipeAll();
  }

  /**
   * How an erasure reached the other nodes.
   *
   * @param nodes that held a lease and have dropped the keys, or whose lease ran out
   * @param took from the commit of the erasure on
   */
  record Eviction(int nodes, Duration took) {}

  static final String CHANNEL = "clef_erased";

  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);
  private static final int BEAT_MILLIS = 1000;
  private static final int WATCH_MILLIS = 100;
  private static final int POLL_MILLIS = 5;

  private final DataSource dataSource;
  private final Memory memory;
  private final UUID node;
  private final Duration length;

  /** By {@link System#nanoTime}; counted from before the database was asked, so never too long. */
  private volatile long heldUntilNanos = System.nanoTime();

  private final Thread keeper =
      Thread.ofPlatform().name("clef-lease").daemon().unstarted(this::keep);

  private volatile boolean held;
  private volatile boolean closed;
  private String seenUpTo = "";

  NodeLease(@KeysDb DataSource dataSource, Memory memory, UUID node, Duration length) {
    this.dataSource = dataSource;
    this.memory = memory;
    this.node = node;
    this.length = length;
  }

  /** Gets the first lease, and keeps it from then on. */
  NodeLease started() {
    try (Connection connection = connect()) {
      renew(connection);
    } catch (SQLException e) {
      log.warn("no lease on keys yet: the keys database does not answer");
    }
    keeper.start();
    Thread.ofPlatform().name("clef-lease-watch").daemon().start(this::watch);
    return this;
  }

  /**
   * Asked before a key is used, and again before what was decrypted leaves.
   *
   * @throws LeaseLost when this node may not use keys of people now
   */
  void require() {
    if (!isHeld()) {
      throw new LeaseLost();
    }
  }

  /** Whether this node may use keys of people now. */
  boolean isHeld() {
    return held && System.nanoTime() - heldUntilNanos < 0;
  }

  private void keep() {
    while (!closed) {
      try (Connection connection = connect();
          Statement listen = connection.createStatement()) {
        listen.execute("listen " + CHANNEL);
        PGConnection notifications = connection.unwrap(PGConnection.class);
        try {
          while (!closed) {
            renew(connection);
            awaitErasure(notifications);
          }
          giveBack(connection);
        } finally {
          listen.execute("unlisten *");
        }
      } catch (SQLException e) {
        log.debug("the lease on keys was not renewed: {}", e.getSQLState());
        pause(WATCH_MILLIS);
      } catch (RuntimeException e) {
        // Whatever it was: without this thread the node would never serve again.
        log.error("the lease on keys was not renewed", e);
        pause(BEAT_MILLIS);
      }
    }
  }

  /**
   * A connection that gives up after the length of a lease, not after the half minute of the pool:
   * its other end may have vanished without a word.
   */
  private Connection connect() throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(length.toMillis()));
    return connection;
  }

  /** Until the next beat, or until somebody is erased or this node stops. */
  private void awaitErasure(PGConnection notifications) throws SQLException {
    for (int waited = 0; waited < BEAT_MILLIS && !closed; waited += WATCH_MILLIS) {
      if (notifications.getNotifications(WATCH_MILLIS).length > 0) {
        return;
      }
    }
  }

  private void watch() {
    while (!closed) {
      if (held && System.nanoTime() - heldUntilNanos >= 0) {
        held = false;
        memory.wipeAll();
        log.warn(
            "the keys database was out of reach for {} s: the keys of people are wiped here",
            length.toSeconds());
      }
      pause(WATCH_MILLIS);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look: erasures since the last one, then the lease. */
  private void renew(Connection connection) throws SQLException {
    long asked = System.nanoTime();
    String from;
    String unfinished;
    try (Statement statement = connection.createStatement();
        ResultSet now =
            statement.executeQuery(
                "select clock_timestamp()::text, pg_snapshot_xmin(pg_current_snapshot())::text")) {
      now.next();
      from = now.getString(1);
      unfinished = now.getString(2);
    }
    if (seenUpTo.isEmpty()) {
      memory.wipeAll(); // whatever was looked up before the first look
    } else {
      memory.wipe(erasedSince(connection, seenUpTo));
    }
    seenUpTo = unfinished;
    try (PreparedStatement lease =
        connection.prepareStatement(
            """
            insert into keys.node_lease (node, expires_at, scanned_at)
            values (?, clock_timestamp() + ? * interval '1 millisecond', ?::timestamptz)
            on conflict (node) do update
            set expires_at = excluded.expires_at, scanned_at = excluded.scanned_at
            """)) {
      lease.setObject(1, node);
      lease.setLong(2, length.toMillis());
      lease.setString(3, from);
      lease.executeUpdate();
    }
    heldUntilNanos = asked + length.toNanos();
    if (!held) {
      held = true;
      log.info("this node holds a lease on keys");
    }
  }

  private static Set<PersonRef> erasedSince(Connection connection, String xid) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select tenant_id, person_id from keys.erasure where xid >= ?::xid8")) {
      statement.setString(1, xid);
      Set<PersonRef> erased = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          erased.add(new PersonRef(rows.getString(1), rows.getObject(2, UUID.class)));
        }
      }
      return erased;
    }
  }

  /**
   * Waits until no other node can have keys in memory of people whose erasure is committed: at most
   * the length of a lease.
   */
  Eviction awaitOthers() {
    long start = System.nanoTime();
    try (Connection connection = connect()) {
      String committed = clock(connection);
      List<UUID> others = notSince(connection, committed);
      int nodes = others.size();
      while (!others.isEmpty()) {
        pause(POLL_MILLIS);
        others = notSince(connection, committed);
      }
      return new Eviction(nodes, Duration.ofNanos(System.nanoTime() - start));
    } catch (SQLException e) {
      throw new LeaseLost();
    }
  }

  private static String clock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet now = statement.executeQuery("select clock_timestamp()::text")) {
      now.next();
      return now.getString(1);
    }
  }

  private List<UUID> notSince(Connection connection, String moment) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select node from keys.node_lease
            where node <> ? and scanned_at < ?::timestamptz and expires_at > clock_timestamp()
            """)) {
      statement.setObject(1, node);
      statement.setString(2, moment);
      List<UUID> nodes = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          nodes.add(rows.getObject(1, UUID.class));
        }
      }
      return nodes;
    }
  }

  /** So that nobody waits for this node, nor for one that died long ago. */
  private void giveBack(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            delete from keys.node_lease
            where node = ? or expires_at < clock_timestamp() - interval '1 day'
            """)) {
      statement.setObject(1, node);
      statement.executeUpdate();
    }
  }

  /** Gives the lease back; a database that does not answer any more is not waited for. */
  @Override
  public void close() {
    closed = true;
    held = false;
    memory.wipeAll();
    try {
      keeper.join(Duration.ofMillis(5L * WATCH_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

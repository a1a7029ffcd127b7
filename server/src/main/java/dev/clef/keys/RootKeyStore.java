package dev.clef.keys;

import dev.clef.keys.RootKeys.RootKey;
import dev.clef.keys.RootKeys.State;
import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of root keys. */
class RootKeyStore {

  private final JdbcClient jdbc;

  RootKeyStore(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<RootKey> all() {
    return keys("order by version desc");
  }

  private List<RootKey> keys(String which) {
    return jdbc.sql(
            "select version, state, created_at, retired_at, destroyed_at from keys.root_key "
                + which)
        .query((row, n) ->
            new RootKey(
                row.getInt("version"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "retired_at"),
                instant(row, "destroyed_at")))
        .list();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /** The versions under which service keys are. */
  List<Integer> inUse() {
    return jdbc.sql("select distinct root_version from keys.service_key order by 1")
        .query((row, n) -> row.getInt(1))
        .list();
  }

  void insertFirst(Instant at) {
    jdbc.sql(
            """
            insert into keys.root_key (version, state, created_at)
            select 1, 'current', ? where not exists (select 1 from keys.root_key)
            on conflict do nothing
            """)
        .param(Timestamp.from(at))
        .update();
  }

  /** Keeps the root key from changing until the transaction ends. */
  int lockCurrent() {
    return jdbc.sql("select version from keys.root_key where state = 'current' for share")
        .query((row, n) -> row.getInt(1))
        .single();
  }

  /** Waits for every transaction that has locked it, and lets no other begin. */
  void fence() {
    jdbc.sql("select version from keys.root_key where state = 'current' for update")
        .query(row -> {});
  }

  /** A service key as stored. */
  record Wrapped(String kind, String name, int version, int rootVersion, byte[] wrappedKey) {}

  List<Wrapped> serviceKeys() {
    return jdbc.sql("select kind, name, version, root_version, wrapped_key from keys.service_key")
        .query((row, n) ->
            new Wrapped(
                row.getString("kind"),
                row.getString("name"),
                row.getInt("version"),
                row.getInt("root_version"),
                row.getBytes("wrapped_key")))
        .list();
  }

  List<KeyRotations.ServiceKeyState> serviceKeyStates() {
    return jdbc.sql(
            """
            select kind, count(distinct name), count(*), max(created_at)
            from keys.service_key group by kind order by kind
            """)
        .query((row, n) ->
            new KeyRotations.ServiceKeyState(
                row.getString(1), row.getInt(2), row.getInt(3), row.getTimestamp(4).toInstant()))
        .list();
  }

  void rewrap(Wrapped old, int newRoot, byte[] wrappedKey) {
    jdbc.sql("select keys.rewrap_service_key(?, ?, ?, ?, ?, ?)")
        .params(old.kind(), old.name(), old.version(), old.rootVersion(), newRoot, wrappedKey)
        .query(row -> {});
  }

  void change(int from, int to, Instant at) {
    jdbc.sql("select keys.switch_root_key(?, ?, ?)")
        .params(from, to, Timestamp.from(at))
        .query(row -> {});
  }

  void end(int version, Instant at) {
    jdbc.sql("select keys.end_root_key(?, ?)").params(version, Timestamp.from(at)).query(row -> {});
  }

  /** Versions whose state is not in the log yet. */
  List<RootKey> unreported() {
    return keys("where state is distinct from reported order by version");
  }

  void reported(RootKey key) {
    jdbc.sql("update keys.root_key set reported = ? where version = ?")
        .params(key.state().name().toLowerCase(Locale.ROOT), key.version())
        .update();
  }
}

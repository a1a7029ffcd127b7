package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of signing keys. */
class SigningKeyStore {

  private static final String COLUMNS =
      """
      select name, version, algorithm, public_key, custody, state, created_at, retired_at, destroyed_at
      from keys.signing_key
      """;

  private final JdbcClient jdbc;

  SigningKeyStore(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Every version of a key, the newest first. */
  List<SigningKey> all(String name) {
    return jdbc.sql(COLUMNS + "where name = ? order by version desc")
        .param(name)
        .query((row, n) -> key(row))
        .list();
  }

  /** Versions whose state is not in the log yet. */
  List<SigningKey> unreported() {
    return jdbc.sql(COLUMNS + "where state is distinct from reported order by name, version")
        .query((row, n) -> key(row))
        .list();
  }

  void reported(SigningKey key) {
    jdbc.sql("update keys.signing_key set reported = ? where name = ? and version = ?")
        .params(code(key.state()), key.id().name(), key.id().version())
        .update();
  }

  /** Another node may be first. */
  void insertFirst(
      SigningKeyId id, SigningAlgorithm algorithm, byte[] publicKey, Custody custody, Instant at) {
    jdbc.sql(
            """
            insert into keys.signing_key
              (name, version, algorithm, public_key, custody, state, created_at)
            values (?, ?, ?, ?, ?, 'current', ?) on conflict do nothing
            """)
        .params(
            id.name(), id.version(), algorithm.code(), publicKey, code(custody), Timestamp.from(at))
        .update();
  }

  void change(int from, SigningKeyId to, byte[] publicKey, Custody custody, Instant at) {
    jdbc.sql("select keys.switch_signing_key(?, ?, ?, ?, ?, ?)")
        .params(to.name(), from, to.version(), publicKey, code(custody), Timestamp.from(at))
        .query(row -> {});
  }

  void end(SigningKeyId id, Instant at) {
    jdbc.sql("select keys.end_signing_key(?, ?, ?)")
        .params(id.name(), id.version(), Timestamp.from(at))
        .query(row -> {});
  }

  private static SigningKey key(ResultSet row) throws SQLException {
    return new SigningKey(
        new SigningKeyId(row.getString("name"), row.getInt("version")),
        SigningAlgorithm.valueOf(row.getString("algorithm").toUpperCase(Locale.ROOT)),
        row.getBytes("public_key"),
        Custody.valueOf(row.getString("custody").toUpperCase(Locale.ROOT)),
        SigningKey.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getTimestamp("created_at").toInstant(),
        instant(row, "retired_at"),
        instant(row, "destroyed_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package dev.clef.audit.timestamps;

import dev.clef.audit.timestamps.Authority.Kind;
import dev.clef.audit.timestamps.TimestampRequest.Answer;
import dev.clef.ledger.Hash;
import dev.clef.ledger.TimeStamp;
import java.math.BigDecimal;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of time-stamps, as the runtime role. */
class TimestampStore {

  /** The newest checkpoint and whether it is stamped. */
  record Newest(long size, String note, boolean stamped) {}

  /**
   * A stamp without its token.
   *
   * @param root of the log at that size, 32 bytes
   * @param authority SHA-256 of the certificate that signed it
   */
  record Stamp(long size, byte[] root, Instant at, byte[] authority, Kind kind, String name) {}

  private static final String STAMPS =
      """
      select t.size, c.root, t.at, t.authority, a.kind, a.name
      from audit.time_stamp t
      join audit.checkpoint c on c.size = t.size
      join audit.timestamp_authority a on a.authority = t.authority
      """;

  private final JdbcClient jdbc;

  TimestampStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Empty before the first checkpoint. */
  Optional<Newest> newestCheckpoint() {
    return jdbc.sql(
            """
            select c.size, c.note,
              exists (select 1 from audit.time_stamp t where t.size = c.size) as stamped
            from audit.checkpoint c order by c.size desc limit 1
            """)
        .query((row, n) ->
            new Newest(row.getLong("size"), row.getString("note"), row.getBoolean("stamped")))
        .optional();
  }

  Optional<Stamp> newest() {
    return stamps(STAMPS + " order by t.size desc limit 1");
  }

  /** The earliest stamp of a log of more entries than {@code index}. */
  Optional<Stamp> covering(long index) {
    return stamps(STAMPS + " where t.size > ? order by t.size limit 1", index);
  }

  private Optional<Stamp> stamps(String sql, Object... values) {
    return jdbc.sql(sql).params(values).query(TimestampStore::stamp).optional();
  }

  /** Stamps of larger logs than {@code size}, the smallest first. */
  List<Stamp> after(long size, int limit) {
    return jdbc.sql(STAMPS + " where t.size > ? order by t.size limit ?")
        .params(size, limit)
        .query(TimestampStore::stamp)
        .list();
  }

  private static Stamp stamp(java.sql.ResultSet row, int number) throws java.sql.SQLException {
    return new Stamp(
        row.getLong("size"),
        row.getBytes("root"),
        row.getTimestamp("at").toInstant(),
        row.getBytes("authority"),
        kind(row.getString("kind")),
        row.getString("name"));
  }

  Optional<byte[]> reply(long size) {
    return jdbc.sql("select reply from audit.time_stamp where size = ?")
        .param(size)
        .query((row, n) -> row.getBytes(1))
        .optional();
  }

  /** The signed checkpoint that was stamped. */
  Optional<String> note(long size) {
    return jdbc.sql(
            """
            select c.note from audit.checkpoint c join audit.time_stamp t on t.size = c.size
            where c.size = ?
            """)
        .param(size)
        .query(String.class)
        .optional();
  }

  /** The chain of an authority, in PEM. */
  Optional<String> chain(byte[] authority) {
    return jdbc.sql("select chain from audit.timestamp_authority where authority = ?")
        .param(authority)
        .query(String.class)
        .optional();
  }

  /** The certificates that signed, of one kind of authority, the newest first. */
  List<X509Certificate> signers(Kind kind) {
    return jdbc.sql(
            "select chain from audit.timestamp_authority where kind = ? order by first_at desc")
        .param(code(kind))
        .query((row, n) -> Pem.parse(row.getString(1)).getFirst())
        .list();
  }

  /** In one transaction with {@link #insert}: whoever signed, unless it is known. */
  void insertAuthority(Answer answer, Kind kind, Instant now) {
    jdbc.sql(
            """
            insert into audit.timestamp_authority (authority, kind, name, chain, first_at)
            values (?, ?, ?, ?, ?) on conflict do nothing
            """)
        .params(
            id(answer.stamp().signer()),
            code(kind),
            answer.stamp().authority(),
            Pem.of(answer.chain()),
            Timestamp.from(now))
        .update();
  }

  void insert(long size, Answer answer) {
    jdbc.sql(
            """
            insert into audit.time_stamp (size, at, authority, serial, reply)
            values (?, ?, ?, ?, ?)
            """)
        .params(
            size,
            Timestamp.from(answer.stamp().at()),
            id(answer.stamp().signer()),
            new BigDecimal(answer.stamp().serial()),
            answer.reply())
        .update();
  }

  long nextSerial() {
    return jdbc.sql("select nextval('audit.timestamp_serial')").query(Long.class).single();
  }

  /** By which an authority is known: SHA-256 of its certificate. */
  static byte[] id(X509Certificate signer) {
    Hash digest = TimeStamp.imprintOf(Pem.der(signer));
    return digest.toArray();
  }

  static String code(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Kind kind(String code) {
    return Kind.valueOf(code.toUpperCase(Locale.ROOT));
  }
}

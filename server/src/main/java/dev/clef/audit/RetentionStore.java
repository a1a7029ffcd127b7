package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The SQL of what ends, as the runtime role: functions of the owner do it and check for it. */
class RetentionStore {

  /** Entries of a month that are kept for the same time. */
  record Shelf(YearMonth month, RetentionClass of) {

    /** The name of the shelf's audit key. */
    String keyName() {
      return EntrySealer.keyName(month, of.code());
    }
  }

  /** An expiry whose keys are still there. */
  record Expired(YearMonth month, String of) {

    String keyName() {
      return EntrySealer.keyName(month, of.equals(MONTH) ? null : of);
    }
  }

  /** The class of what was in the table of a month and in no shelf. */
  static final String MONTH = "month";

  /** Elsewhere no statement takes half a minute; a month may have 50 million entries. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  RetentionStore(JdbcClient jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  /** Since when this database can end entries. */
  Instant since() {
    return jdbc.sql("select since from audit.pruned").query(Timestamp.class).single().toInstant();
  }

  private <T> T patiently(Supplier<T> statement) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
      try {
        return statement.get();
      } finally {
        connection.setNetworkTimeout(Runnable::run, usual);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("patience", null, e);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private void run(JdbcClient.StatementSpec statement) {
    patiently(() -> statement.query((row, n) -> n).list());
  }

  /** The months that have a table, the oldest first. */
  List<YearMonth> months() {
    return jdbc.sql(
            """
            select substring(c.relname from 'entry_(\\d{4}_\\d{2})$') as month
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'audit.entry'::regclass order by 1
            """)
        .query((row, n) -> YearMonth.parse(row.getString("month").replace('_', '-')))
        .list();
  }

  /** The shelves there are, the oldest first. */
  List<Shelf> shelves() {
    return jdbc.sql(
            """
            select c.relname from pg_inherits m
            join pg_inherits i on i.inhparent = m.inhrelid join pg_class c on c.oid = i.inhrelid
            where m.inhparent = 'audit.kept'::regclass and c.relkind = 'r' order by 1
            """)
        .query((row, n) -> shelf(row.getString(1)))
        .list();
  }

  private static Shelf shelf(String table) {
    String rest = table.substring("kept_".length());
    return new Shelf(
        YearMonth.parse(rest.substring(0, 7).replace('_', '-')),
        RetentionClass.valueOf(rest.substring(8).toUpperCase(Locale.ROOT)));
  }

  /** The entries in the table of a month behind one of them, in order. */
  List<StoredEntry> page(YearMonth month, @Nullable StoredEntry after, int limit) {
    return jdbc.sql(
            """
            select entry_id, at, event_part, person_part from audit.entry
            where at >= :from and at < :to and (at, entry_id) > (:at, :id)
            order by at, entry_id limit :limit
            """)
        .param("from", start(month))
        .param("to", start(month.plusMonths(1)))
        .param("at", after == null ? start(month.minusMonths(1)) : Timestamp.from(after.at()))
        .param("id", after == null ? new UUID(0, 0) : after.entryId())
        .param("limit", limit)
        .query((row, n) ->
            new StoredEntry(
                row.getObject("entry_id", UUID.class),
                row.getTimestamp("at").toInstant(),
                row.getBytes("event_part"),
                row.getBytes("person_part"),
                null))
        .list();
  }

  void makeShelf(Shelf shelf) {
    jdbc.sql("select audit.make_shelf(?, ?)")
        .params(shelf.month().atDay(1), shelf.of().code())
        .query(row -> {});
  }

  void keep(List<StoredEntry> entries) {
    for (StoredEntry entry : entries) {
      jdbc.sql(
              """
              insert into audit.kept (entry_id, at, class, event_part, person_part)
              values (:id, :at, :class, :event, :person) on conflict do nothing
              """)
          .param("id", entry.entryId())
          .param("at", Timestamp.from(entry.at()))
          .param("class", entry.shelf())
          .param("event", entry.eventPart())
          .param("person", entry.personPart())
          .update();
    }
  }

  void expireMonth(YearMonth month, long expiring) {
    run(jdbc.sql("select audit.expire_month(?, ?)").params(month.atDay(1), expiring));
  }

  /** Answers how many entries went. */
  long expireShelf(Shelf shelf) {
    return patiently(() ->
        jdbc.sql("select audit.expire_shelf(?, ?)")
            .params(shelf.month().atDay(1), shelf.of().code())
            .query(Long.class)
            .single());
  }

  /** Expiries of before then whose keys are still there. */
  List<Expired> withKeys(Instant before) {
    return jdbc.sql(
            """
            select month, class from audit.expiry
            where keys_destroyed_at is null and at <= ? order by 1, 2
            """)
        .param(Timestamp.from(before))
        .query((row, n) ->
            new Expired(
                YearMonth.from(row.getObject("month", LocalDate.class)), row.getString("class")))
        .list();
  }

  void keysDestroyed(Expired expired, Instant at) {
    jdbc.sql("update audit.expiry set keys_destroyed_at = ? where month = ? and class = ?")
        .params(Timestamp.from(at), expired.month().atDay(1), expired.of())
        .update();
  }

  /** The first entry from here to there (exclusive) that is kept; empty when there is none. */
  Optional<Long> firstKept(long from, long to) {
    return patiently(() ->
        jdbc.sql(
                """
                select l.idx from audit.leaf l
                where l.idx >= ? and l.idx < ?
                  and (select 1 from audit.stored s
                    where s.at = audit.leaf_time(l.leaf) and s.entry_id = l.entry_id limit 1)
                    is not null
                order by l.idx limit 1
                """)
            .params(from, to)
            .query(Long.class)
            .optional());
  }

  /** Up to where the tree is signed and counted, in whole bundles. */
  long prunable() {
    return jdbc.sql(
            """
            select least((select coalesce(max(size), 0) from audit.checkpoint), size, reads) / 256 * 256
            from audit.counted
            """)
        .query(Long.class)
        .single();
  }

  long minimumIndex() {
    return jdbc.sql("select minimum from audit.pruned").query(Long.class).single();
  }

  void prune(long upTo) {
    run(jdbc.sql("select audit.prune(?)").param(upTo));
  }

  private static Timestamp start(YearMonth month) {
    return Timestamp.from(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}

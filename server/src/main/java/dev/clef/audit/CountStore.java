package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.ledger.Leaf;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the counts, as the runtime role. */
class CountStore {

  /** An entry that has its place in the tree. */
  record Placed(UUID entryId, Instant at) {}

  /**
   * How far entries are counted, by day ({@code size}) and by field ({@code reads}). The two differ
   * after an upgrade from a version that counted days only, until the fields have caught up.
   */
  record Position(long size, long reads) {

    /** The first entry that is not counted in both ways. */
    long first() {
      return Math.min(size, reads);
    }

    /** The position when everything before {@code next} is counted. */
    Position at(long next) {
      return new Position(Math.max(size, next), Math.max(reads, next));
    }
  }

  private final JdbcClient jdbc;

  CountStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  boolean isBehind() {
    return jdbc.sql(
            """
            select exists (
              select 1 from audit.leaf where idx >= (select least(size, reads) from audit.counted))
            """)
        .query(Boolean.class)
        .single();
  }

  /** How far the tree is counted, locked until the transaction ends. */
  Position lock() {
    return jdbc.sql("select size, reads from audit.counted for update")
        .query((row, n) -> new Position(row.getLong("size"), row.getLong("reads")))
        .single();
  }

  List<Placed> placed(long first, int limit) {
    return jdbc.sql(
            """
            select entry_id, leaf from audit.leaf where idx >= ? and idx < ? order by idx
            """)
        .params(first, first + limit)
        .query((row, n) ->
            new Placed(
                row.getObject("entry_id", UUID.class), Leaf.decode(row.getBytes("leaf")).time()))
        .list();
  }

  /** The event parts of these entries, on a shelf the latter; what is gone is left out. */
  List<StoredEntry> events(List<Placed> placed) {
    return jdbc.sql(
            """
            select e.entry_id, e.at, e.event_part, e.class
            from unnest(:times::timestamptz[], :ids::uuid[]) as p (at, entry_id)
            join audit.stored e on e.at = p.at and e.entry_id = p.entry_id
            order by e.class nulls first
            """)
        .param(
            "times",
            // The driver writes an array of timestamps in the zone of the JVM.
            placed.stream().map(entry -> entry.at().toString()).toArray(String[]::new))
        .param("ids", placed.stream().map(Placed::entryId).toArray(UUID[]::new))
        .query((row, n) ->
            new StoredEntry(
                row.getObject("entry_id", UUID.class),
                row.getTimestamp("at").toInstant(),
                row.getBytes("event_part"),
                null,
                row.getString("class")))
        .list();
  }

  void add(Collection<DayCount> counts) {
    for (DayCount one : counts) {
      jdbc.sql(
              """
              insert into audit.daily_count (day, kind, purpose, count) values (?, ?, ?, ?)
              on conflict (day, kind, purpose)
              do update set count = daily_count.count + excluded.count
              """)
          .params(one.day(), one.kind(), one.purpose(), one.count())
          .update();
    }
  }

  void addReads(Collection<FieldRead> reads) {
    for (FieldRead one : reads) {
      jdbc.sql(
              """
              insert into audit.field_read (field, reader, purpose, last_day, count)
              values (?, ?, ?, ?, ?)
              on conflict (field, reader, purpose)
              do update set count = field_read.count + excluded.count,
                last_day = greatest(field_read.last_day, excluded.last_day)
              """)
          .params(one.field(), one.reader(), one.purpose(), one.lastDay(), one.count())
          .update();
    }
  }

  void advance(Position to) {
    jdbc.sql("update audit.counted set size = ?, reads = ?").params(to.size(), to.reads()).update();
  }

  List<FieldRead> reads() {
    return jdbc.sql(
            """
            select field, reader, purpose, last_day, count from audit.field_read
            order by field, reader, purpose
            """)
        .query((row, n) ->
            new FieldRead(
                row.getString("field"),
                row.getString("reader"),
                row.getString("purpose"),
                row.getObject("last_day", LocalDate.class),
                row.getLong("count")))
        .list();
  }

  /** The day of the first entry; empty before there is one. */
  Optional<LocalDate> firstDay() {
    return jdbc.sql("select min(day) from audit.daily_count")
        .query((row, n) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
        .single();
  }

  /** Entries whose reads are not counted yet. */
  long readsBehind() {
    return jdbc.sql(
            """
            select (select coalesce(max(size), 0) from audit.tree)
              + (select count(queue_id) from audit.queue) - (select reads from audit.counted)
            """)
        .query(Long.class)
        .single();
  }

  List<DayCount> since(LocalDate first) {
    return jdbc.sql(
            """
            select day, kind, purpose, count from audit.daily_count
            where day >= ? order by day, kind, purpose
            """)
        .param(first)
        .query((row, n) ->
            new DayCount(
                row.getObject("day", LocalDate.class),
                row.getString("kind"),
                row.getString("purpose"),
                row.getLong("count")))
        .list();
  }

  /** Size, waiting and counted of {@link LogFigures.State}. */
  long[] sizes() {
    return jdbc.sql(
            """
            select (select coalesce(max(size), 0) from audit.tree),
              (select count(queue_id) from audit.queue), (select size from audit.counted)
            """)
        .query((row, n) -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
        .single();
  }

  List<LogFigures.Signed> lastCheckpoint() {
    return jdbc.sql("select size, at from audit.checkpoint order by size desc limit 1")
        .query((row, n) ->
            new LogFigures.Signed(row.getLong("size"), row.getTimestamp("at").toInstant()))
        .list();
  }
}

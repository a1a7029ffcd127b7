package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.ledger.Leaf;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the counts, as the runtime role. */
class CountStore {

  /** An entry that has its place in the tree. */
  record Placed(UUID entryId, Instant at) {}

  private final JdbcClient jdbc;

  CountStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  boolean isBehind() {
    return jdbc.sql(
            """
            select exists (
              select 1 from audit.leaf where idx >= (select size from audit.counted))
            """)
        .query(Boolean.class)
        .single();
  }

  /** The size of the tree that is counted, locked until the transaction ends. */
  long lock() {
    return jdbc.sql("select size from audit.counted for update").query(Long.class).single();
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

  /** The event parts of these entries; an entry that is gone is left out. */
  List<StoredEntry> events(List<Placed> placed) {
    return jdbc.sql(
            """
            select e.entry_id, e.at, e.event_part
            from unnest(:times::timestamptz[], :ids::uuid[]) as p (at, entry_id)
            join audit.entry e on e.at = p.at and e.entry_id = p.entry_id
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
                null))
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

  void advance(long size) {
    jdbc.sql("update audit.counted set size = ?").param(size).update();
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

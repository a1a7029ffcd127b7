package dev.clef.audit;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.platform.db.Combined;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the side store, as the runtime role: it appends and reads. */
class AuditStore {

  /**
   * An entry of the side store.
   *
   * @param shelf the code of the {@link RetentionClass} under whose key it is; null in its month
   */
  record StoredEntry(
      UUID entryId,
      Instant at,
      byte[] eventPart,
      byte @Nullable [] personPart,
      @Nullable String shelf) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;
  private final Combined<AuditLog.Prepared, UUID> alone = new Combined<>(this::appendAll);

  AuditStore(JdbcClient jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  /** Appends and commits: outside of transactions. */
  void appendAlone(AuditLog.Prepared entry) {
    alone.of(entry);
  }

  private List<UUID> appendAll(List<AuditLog.Prepared> entries) {
    if (entries.size() == 1) {
      append(entries.getFirst());
    } else {
      jdbc.sql(
              """
              select audit.append(entry_id, at, event_part, person_part, tag, leaf)
              from unnest((select ?::uuid[]), (select ?::timestamptz[]), (select ?::bytea[]),
                (select ?::bytea[]), (select ?::bytea[]), (select ?::bytea[]))
                as entries(entry_id, at, event_part, person_part, tag, leaf)
              """)
          .param(each(entries, AuditLog.Prepared::entryId).toArray(UUID[]::new))
          // The driver writes an array of timestamps in the zone of the JVM.
          .param(each(entries, one -> one.at().toString()).toArray(String[]::new))
          .param(each(entries, AuditLog.Prepared::eventPart).toArray(byte[][]::new))
          .param(each(entries, AuditLog.Prepared::personPart).toArray(byte[][]::new))
          .param(each(entries, AuditLog.Prepared::tag).toArray(byte[][]::new))
          .param(each(entries, AuditLog.Prepared::leaf).toArray(byte[][]::new))
          .query((row, n) -> n)
          .list();
    }
    return entries.stream().map(AuditLog.Prepared::entryId).toList();
  }

  private static <T extends @Nullable Object> Stream<T> each(
      List<AuditLog.Prepared> entries, Function<AuditLog.Prepared, T> part) {
    return entries.stream().map(part);
  }

  void append(AuditLog.Prepared entry) {
    jdbc.sql("select audit.append(:entryId, :at, :eventPart, :personPart, :tag, :leaf)")
        .params(entry.parameters())
        .query(UUID.class)
        .single();
  }

  void copy(List<AuditLog.Prepared> entries) {
    BinaryCopy side = new BinaryCopy();
    BinaryCopy activity = new BinaryCopy();
    BinaryCopy queue = new BinaryCopy();
    for (AuditLog.Prepared entry : entries) {
      side.row(4)
          .uuid(entry.entryId())
          .instant(entry.at())
          .bytes(entry.eventPart())
          .bytes(entry.personPart());
      if (entry.tag() != null) {
        activity.row(3).bytes(entry.tag()).instant(entry.at()).uuid(entry.entryId());
      }
      queue.row(2).uuid(entry.entryId()).bytes(entry.leaf());
    }
    side.into(
        dataSource,
        "copy audit.entry (entry_id, at, event_part, person_part) from stdin (format binary)");
    activity.into(dataSource, "copy audit.activity (tag, at, entry_id) from stdin (format binary)");
    queue.into(dataSource, "copy audit.queue (entry_id, leaf) from stdin (format binary)");
  }

  void ensurePartitions(LocalDate first, int months) {
    jdbc.sql("select audit.ensure_partitions(?, ?)")
        .params(first, months)
        .query((row, n) -> 0)
        .list();
  }

  /** The newest entries under {@code tags}, older than {@code before}. */
  List<StoredEntry> activity(Collection<byte[]> tags, Instant before, int limit) {
    return jdbc.sql(
            """
            select distinct on (a.at, a.entry_id)
              e.entry_id, e.at, e.event_part, e.person_part, e.class
            from audit.activity a join audit.stored e on e.at = a.at and e.entry_id = a.entry_id
            where a.tag = any(:tags) and a.at < :before
            order by a.at desc, a.entry_id desc, e.class nulls last limit :limit
            """)
        .param("tags", tags.toArray(byte[][]::new))
        .param("before", Timestamp.from(before))
        .param("limit", limit)
        .query((row, n) ->
            new StoredEntry(
                row.getObject("entry_id", UUID.class),
                row.getTimestamp("at").toInstant(),
                row.getBytes("event_part"),
                row.getBytes("person_part"),
                row.getString("class")))
        .list();
  }

  /** Whether this entry stands under {@code tag}. */
  boolean isUnder(byte[] tag, UUID entryId, Instant at) {
    return jdbc.sql(
            """
            select exists
              (select 1 from audit.activity where tag = ? and at = ? and entry_id = ?)
            """)
        .params(tag, Timestamp.from(at), entryId)
        .query(Boolean.class)
        .single();
  }

  /** How many entries under {@code tags} each hour has; hours without one are left out. */
  Map<Instant, Long> hours(Collection<byte[]> tags, Instant from, Instant until) {
    Map<Instant, Long> hours = new HashMap<>();
    jdbc.sql(
            """
            select date_trunc('hour', at, 'UTC') as hour, count(*) from audit.activity
            where tag = any(:tags) and at >= :from and at < :until group by 1
            """)
        .param("tags", tags.toArray(byte[][]::new))
        .param("from", Timestamp.from(from))
        .param("until", Timestamp.from(until))
        .query((row, n) -> hours.put(row.getTimestamp(1).toInstant(), row.getLong(2)))
        .list();
    return hours;
  }

  Optional<StoredEntry> entry(UUID entryId, Instant at) {
    return jdbc.sql(
            """
            select entry_id, at, event_part, person_part, class from audit.stored
            where at = ? and entry_id = ? order by class nulls last limit 1
            """)
        .params(Timestamp.from(at), entryId)
        .query((row, n) ->
            new StoredEntry(
                row.getObject("entry_id", UUID.class),
                row.getTimestamp("at").toInstant(),
                row.getBytes("event_part"),
                row.getBytes("person_part"),
                row.getString("class")))
        .optional();
  }

  /** Whether entries of this month have expired. */
  boolean hasExpired(YearMonth month) {
    return jdbc.sql("select exists (select 1 from audit.expiry where month = ?)")
        .param(month.atDay(1))
        .query(Boolean.class)
        .single();
  }

  /** Forgets which entries of a month are about people with these tags; the entries stay. */
  void forget(YearMonth month, Collection<byte[]> tags) {
    jdbc.sql("delete from audit.activity where at >= :from and at < :to and tag = any(:tags)")
        .param("from", start(month))
        .param("to", start(month.plusMonths(1)))
        .param("tags", tags.toArray(byte[][]::new))
        .update();
  }

  private static Timestamp start(YearMonth month) {
    return Timestamp.from(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}

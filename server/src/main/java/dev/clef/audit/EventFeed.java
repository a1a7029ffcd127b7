package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.ledger.CanonicalMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events of the log for systems that watch, in the order of the tree, without anybody's
 * identifier. Each stream has a place of its own that outlives the process; events come at least
 * once. Thread-safe.
 *
 * <p>The part of the person is never opened. Entries about the same person in the same month share
 * a tag nobody can lead back to the person; a stream's pseudonym is a keyed digest of that. So what
 * somebody did within a month is seen together, across months and streams it is not, and after an
 * erasure nothing new is.
 */
public final class EventFeed {

  /**
   * One event.
   *
   * @param index its place in the tree
   * @param uid of the event in this stream; the same when it is sent again, another for another
   *     event at that place after a restore
   * @param person pseudonym of the person it is about, in this stream and month; null for nobody
   * @param members of the event; identifiers in them are pseudonyms of this stream
   */
  public record Event(
      long index, String uid, Instant at, @Nullable String person, Map<String, String> members) {}

  /**
   * Some events.
   *
   * @param next the place behind them
   * @param events without those that are damaged or have expired
   */
  public record Batch(long next, List<Event> events) {}

  private static final Pattern IDENTIFIER =
      Pattern.compile("\\p{XDigit}{8}-(?:\\p{XDigit}{4}-){3}\\p{XDigit}{12}");

  private static final int PSEUDONYM_BYTES = 16;

  private final JdbcClient jdbc;
  private final CountStore store;
  private final EntrySealer sealer;
  private final ServiceKeys keys;

  EventFeed(JdbcClient jdbc, CountStore store, EntrySealer sealer, ServiceKeys keys) {
    this.jdbc = jdbc;
    this.store = store;
    this.sealer = sealer;
    this.keys = keys;
  }

  /** The next events of a stream, at most {@code limit}; empty when there are none yet. */
  public Optional<Batch> next(String stream, int limit) {
    long first = position(stream);
    List<CountStore.Placed> placed = store.placed(first, limit);
    if (placed.isEmpty()) {
      return Optional.empty();
    }
    Map<UUID, StoredEntry> found = new HashMap<>();
    store.events(placed).forEach(entry -> found.put(entry.entryId(), entry));
    Map<UUID, byte[]> tags = tags(placed);
    List<Event> events =
        placed.stream()
            .map(place -> found.get(place.entryId()))
            .flatMap(entry -> Optional.ofNullable(entry).stream())
            .flatMap(entry -> event(stream, placed, first, entry, tags.get(entry.entryId())))
            .toList();
    return Optional.of(new Batch(first + placed.size(), events));
  }

  private Stream<Event> event(
      String stream,
      List<CountStore.Placed> placed,
      long first,
      StoredEntry entry,
      byte @Nullable [] tag) {
    Map<String, String> members = new HashMap<>();
    try {
      CanonicalMap.decode(sealer.openEvent(entry).event())
          .entries()
          .forEach((name, value) -> members.put(name, pseudonyms(stream, value)));
    } catch (EnvelopeRejected damaged) {
      return Stream.empty();
    }
    members.remove("entry");
    long index = first + placed.indexOf(new CountStore.Placed(entry.entryId(), entry.at()));
    String person = tag == null ? null : pseudonym(stream, HexFormat.of().formatHex(tag));
    String uid = pseudonym(stream, entry.entryId().toString());
    return Stream.of(new Event(index, uid, entry.at(), person, members));
  }

  private String pseudonyms(String stream, String value) {
    return IDENTIFIER.matcher(value).replaceAll(it -> pseudonym(stream, it.group()));
  }

  private String pseudonym(String stream, String of) {
    byte[] digest =
        keys.hmac(
            ServiceKeyKind.COMMITMENT, "siem/" + stream, of.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, PSEUDONYM_BYTES));
  }

  private Map<UUID, byte[]> tags(List<CountStore.Placed> placed) {
    Map<UUID, byte[]> tags = new HashMap<>();
    jdbc.sql(
            """
            select a.entry_id, a.tag from audit.activity a
            where a.at >= :first::timestamptz and a.at <= :last::timestamptz
              and a.entry_id = any(:ids)
            """)
        .param("first", time(placed, true))
        .param("last", time(placed, false))
        .param("ids", placed.stream().map(CountStore.Placed::entryId).toArray(UUID[]::new))
        .query(row -> {
          tags.put(row.getObject("entry_id", UUID.class), row.getBytes("tag"));
        });
    return tags;
  }

  private static String time(List<CountStore.Placed> placed, boolean first) {
    var times = placed.stream().map(CountStore.Placed::at);
    return (first ? times.min(Instant::compareTo) : times.max(Instant::compareTo))
        .orElseThrow()
        .toString();
  }

  /** Everything of the batch has arrived and will not be sent again. */
  public void arrived(String stream, Batch batch) {
    jdbc.sql(
            """
            insert into audit.siem_cursor (stream, next) values (?, ?)
            on conflict (stream) do update set next = excluded.next
            """)
        .params(stream, batch.next())
        .update();
  }

  /** Entries in the tree that the stream has not been sent yet. */
  public long behind(String stream) {
    long size =
        jdbc.sql("select coalesce(max(size), 0) from audit.tree").query(Long.class).single();
    return size - position(stream);
  }

  /** A new stream begins with what is kept in the tree. */
  private long position(String stream) {
    return jdbc.sql(
            """
            select greatest(
              (select minimum from audit.pruned),
              (select coalesce(max(next), 0) from audit.siem_cursor where stream = ?))
            """)
        .param(stream)
        .query(Long.class)
        .single();
  }
}

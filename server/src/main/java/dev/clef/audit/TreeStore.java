package dev.clef.audit;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.SignedNote.Sig;
import dev.clef.ledger.TileReader;
import dev.clef.ledger.TileUpdate;
import dev.clef.platform.db.BinaryCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL of the tree. The reading half works under both roles, the writing half under the
 * sequencer's alone.
 */
class TreeStore implements TileReader {

  /** A leaf waiting for its place. */
  record Waiting(long queueId, UUID entryId, byte[] leaf) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  TreeStore(JdbcClient jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  boolean isWaiting() {
    return jdbc.sql("select exists (select 1 from audit.queue)").query(Boolean.class).single();
  }

  /**
   * Takes the oldest waiting leaves out of the queue, in order. By their place in the table, which
   * nobody moves: joined by number, the cost would be the product of batch and backlog under a plan
   * made for an empty queue.
   */
  List<Waiting> take(int limit) {
    return jdbc
        .sql(
            """
            delete from audit.queue where ctid = any
              (array(select ctid from audit.queue order by queue_id limit ?))
            returning queue_id, entry_id, leaf
            """)
        .param(limit)
        .query((row, n) ->
            new Waiting(
                row.getLong("queue_id"),
                row.getObject("entry_id", UUID.class),
                row.getBytes("leaf")))
        .list()
        .stream()
        .sorted(Comparator.comparingLong(Waiting::queueId))
        .toList();
  }

  /** Takes this leaf out of the queue, if it waits. */
  List<Waiting> take(UUID entryId) {
    return jdbc.sql("delete from audit.queue where entry_id = ? returning queue_id, leaf")
        .param(entryId)
        .query((row, n) -> new Waiting(row.getLong("queue_id"), entryId, row.getBytes("leaf")))
        .list();
  }

  /** Gives the log another name. */
  void rename(String origin) {
    jdbc.sql("update audit.tree set origin = ?").param(origin).update();
  }

  void create(String origin) {
    jdbc.sql(
            """
            insert into audit.tree (origin, size, frontier) values (?, 0, ?) on conflict do nothing
            """)
        .params(origin, Frontier.EMPTY.encode())
        .update();
  }

  /** The log's name; empty before the sequencer's first start. */
  Optional<String> origin() {
    return jdbc.sql("select origin from audit.tree").query(String.class).optional();
  }

  /** The right edge, locked: whoever holds it is the only one who can grow the tree. */
  Frontier lockFrontier() {
    return jdbc.sql("select frontier from audit.tree for update")
        .query((row, n) -> Frontier.decode(row.getBytes(1)))
        .single();
  }

  Frontier frontier() {
    return jdbc.sql("select frontier from audit.tree")
        .query((row, n) -> Frontier.decode(row.getBytes(1)))
        .single();
  }

  void grow(Frontier grown, long firstIndex, List<Waiting> batch, List<TileUpdate> tiles) {
    BinaryCopy leaves = new BinaryCopy();
    long index = firstIndex;
    for (Waiting waiting : batch) {
      leaves.row(3).int8(index++).uuid(waiting.entryId()).bytes(waiting.leaf());
    }
    leaves.into(dataSource, "copy audit.leaf (idx, entry_id, leaf) from stdin (format binary)");
    for (TileUpdate update : tiles) {
      jdbc.sql(
              """
              insert into audit.tile (level, idx, hashes) values (?, ?, ?)
              on conflict (level, idx) do update set hashes = excluded.hashes
              """)
          .params(update.tile().level(), update.tile().index(), update.bytes().toArray())
          .update();
    }
    jdbc.sql("update audit.tree set size = ?, frontier = ?")
        .params(grown.size(), grown.encode())
        .update();
  }

  /**
   * Keeps a checkpoint, unless another node was first.
   *
   * @param note with signatures without a time
   * @param timed those with one
   */
  void insertCheckpoint(Checkpoint checkpoint, SignedNote note, List<Sig> timed, Instant at) {
    jdbc.sql(
            """
            with inserted as (
              insert into audit.checkpoint (size, at, root, note) values (?, ?, ?, ?)
              on conflict do nothing returning size)
            insert into audit.cosignature (size, key, line, at, by_log)
            select size, key, line, ?, true from inserted, unnest(?, ?) as timed (key, line)
            """)
        .params(
            checkpoint.size(),
            Timestamp.from(at),
            checkpoint.root().toArray(),
            note.toString(),
            Timestamp.from(at),
            timed.stream().map(CosignatureStore::key).toArray(String[]::new),
            timed.stream().map(Sig::toString).toArray(String[]::new))
        .update();
  }

  /** The newest checkpoint with all its signatures; empty before the first entry. */
  Optional<String> latestNote() {
    return jdbc.sql(CosignatureStore.NOTE + "order by size desc limit 1")
        .query(String.class)
        .optional();
  }

  /** As {@link #latestNote}, without what others signed. */
  Optional<String> latestOwnNote() {
    return jdbc.sql("select note from audit.checkpoint order by size desc limit 1")
        .query(String.class)
        .optional();
  }

  /** Whether a checkpoint larger than this was signed before this time. */
  boolean isSignedBetween(long size, Instant before) {
    return jdbc.sql("select exists (select 1 from audit.checkpoint where size > ? and at < ?)")
        .params(size, Timestamp.from(before))
        .query(Boolean.class)
        .single();
  }

  /** The place of an entry in the tree; empty while it waits. */
  Optional<Long> indexOf(UUID entryId) {
    return jdbc.sql("select idx from audit.leaf where entry_id = ?")
        .param(entryId)
        .query(Long.class)
        .optional();
  }

  /** The entries from {@code first} on, at most {@code count}. */
  List<byte[]> leaves(long first, int count) {
    return jdbc.sql("select leaf from audit.leaf where idx >= ? and idx < ? order by idx")
        .params(first, first + count)
        .query((row, n) -> row.getBytes(1))
        .list();
  }

  /** Up to where the tree is pruned: a multiple of 256. */
  long minimumIndex() {
    return jdbc.sql("select minimum from audit.pruned").query(Long.class).single();
  }

  byte @Nullable [] storedTile(int level, long index) {
    return jdbc.sql("select hashes from audit.tile where level = ? and idx = ?")
        .params(level, index)
        .query((row, n) -> row.getBytes(1))
        .optional()
        .orElse(null);
  }

  @Override
  public byte[] tile(int level, long index, int width) {
    byte[] hashes = storedTile(level, index);
    if (hashes == null) {
      IOException missing = new NoSuchFileException("tile " + level + "/" + index);
      throw new UncheckedIOException(missing);
    }
    return hashes;
  }
}

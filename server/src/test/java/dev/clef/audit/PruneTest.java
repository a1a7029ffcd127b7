package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.audit.TreeStore.Waiting;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Ed25519Signer;
import dev.clef.ledger.EntryBundle;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TreeHash;
import dev.clef.platform.db.Database;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beginning of the tree goes by a function of the owner, and the rest still verifies. */
class PruneTest {

  private static final int SIZE = 70_000;

  /** The first entry that is still kept. */
  private static final int KEPT = 66_100;

  private static final Instant OLD = Instant.parse("2012-03-04T05:06:07.089Z");
  private static final String ORIGIN = "clef.example/log";

  /** RFC 8032 §7.1, TEST 1. */
  private static final Ed25519Signer SIGNER =
      Ed25519Signer.ofSeed(
          ORIGIN,
          HexFormat.of()
              .parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
          HexFormat.of()
              .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  private final Database data = TestPostgres.fresh().data();
  private final Running.Sql superuser = new Running.Sql(data);
  private final DataSource appSource = data.connect(data.app());
  private final JdbcClient app = JdbcClient.create(appSource);
  private final DataSource sequencer = data.connect(Objects.requireNonNull(data.sequencer()));
  private final TreeStore tree = new TreeStore(JdbcClient.create(sequencer), sequencer);
  private final RetentionStore store = new RetentionStore(app, appSource);

  PruneTest() {}

  @Test
  void what_stands_for_expired_entries_only_goes_and_the_rest_verifies() throws Exception {
    grow();
    app.sql("select audit.ensure_partitions(date '2012-03-01', 1)").query(row -> {});
    superuser.update(
        "insert into audit.entry (entry_id, at, event_part) select entry_id, audit.leaf_time(leaf), ''"
            + " from audit.leaf where idx = ?",
        KEPT);
    assertThat(superuser.one("select audit.leaf_time(leaf)::text from audit.leaf where idx = 0"))
        .isNotNull();
    assertThat(store.firstKept(0, SIZE)).contains((long) KEPT);
    assertThat(store.firstKept(0, KEPT)).isEmpty();
    assertThatThrownBy(() -> store.prune(65_536)).hasMessageContaining("cannot be pruned");
    superuser.update("update audit.counted set size = ?, reads = ?", SIZE, SIZE);
    assertThatThrownBy(() -> store.prune(65_537)).hasMessageContaining("cannot be pruned");
    assertThatThrownBy(() -> store.prune(256L * 300)).hasMessageContaining("cannot be pruned");
    assertThatThrownBy(() -> store.prune(66_304)).hasMessageContaining("have to be kept");
    long before = bytes();
    long upTo = KEPT - KEPT % 256;
    store.prune(upTo);
    assertThatThrownBy(() -> store.prune(256)).hasMessageContaining("cannot be pruned");
    assertThat(superuser.count("select min(idx) from audit.leaf")).isEqualTo(upTo);
    // Level 0: bundles from 258 on; level 1: its first tile is gone; level 2: the one there is.
    assertThat(superuser.count("select min(idx) from audit.tile where level = 0")).isEqualTo(258);
    assertThat(superuser.count("select min(idx) from audit.tile where level = 1")).isOne();
    assertThat(superuser.count("select min(idx) from audit.tile where level = 2")).isZero();
    assertThat(verify()).isEqualTo(new LogVerdict.Verified(head(), upTo));
    superuser.update("vacuum full audit.leaf");
    superuser.update("vacuum full audit.tile");
    System.out.printf(
        "Pruning %d of %d leaves: %d KiB before, %d KiB after, %.1f bytes a leaf%n",
        upTo, SIZE, before / 1024, bytes() / 1024, (before - bytes()) / (double) upTo);
  }

  @Test
  void a_young_tree_is_not_pruned() {
    superuser.update("update audit.counted set size = 512, reads = 512");
    tree.create(ORIGIN);
    append(512, Instant.now());
    assertThatThrownBy(() -> store.prune(256)).hasMessageContaining("have to be kept");
  }

  private void grow() {
    tree.create(ORIGIN);
    append(SIZE, OLD);
  }

  private void append(int count, Instant at) {
    List<Waiting> batch = new ArrayList<>();
    byte[] key = new byte[32];
    for (int i = 0; i < count; i++) {
      Hash commitment = Leaf.commit(key, new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)});
      batch.add(
          new Waiting(
              i, new UUID(7, i), new Leaf(at.plusMillis(i), commitment, commitment).encode()));
    }
    Growth growth =
        Frontier.EMPTY.append(
            batch.stream().map(waiting -> TreeHash.leaf(waiting.leaf())).toList(), tree);
    tree.grow(growth.frontier(), 0, batch, growth.tiles());
    Checkpoint head = head();
    tree.insertCheckpoint(head, head.sign(SIGNER), List.of(), at);
  }

  private Checkpoint head() {
    Frontier frontier = tree.frontier();
    return new Checkpoint(ORIGIN, frontier.size(), frontier.root());
  }

  /** Reads what is served, as whoever checks the log does. */
  private LogVerdict verify() throws Exception {
    TreeStore served = new TreeStore(app, data.connect(data.app()));
    LogSource source =
        path ->
            switch (path) {
              case LogSource.CHECKPOINT -> served.latestNote().map(PruneTest::utf8);
              case LogSource.MINIMUM -> Optional.of(utf8(served.minimumIndex() + "\n"));
              default -> file(served, Tile.parse(path));
            };
    return new LogVerifier(source, SIGNER.key(), LeafFormat.CLEF).verify();
  }

  private static Optional<byte[]> file(TreeStore served, Tile tile) {
    if (tile.level() == Tile.ENTRIES) {
      List<byte[]> leaves = served.leaves(tile.index() * Tile.FULL, tile.width());
      return leaves.isEmpty() ? Optional.empty() : Optional.of(EntryBundle.encode(leaves));
    }
    return Optional.ofNullable(served.storedTile(tile.level(), tile.index()))
        .map(bytes -> Arrays.copyOf(bytes, tile.bytes()));
  }

  private long bytes() {
    return superuser.count(
        "select pg_total_relation_size('audit.leaf') + pg_total_relation_size('audit.tile')");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.LogVerdict.Failed;
import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.LogVerdict.Verified;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A part of a log is checked: what is in it as ever, the rest by what the tiles prove. */
class EntryRangeTest {

  /** Two full tiles of level 1 and a part of a third. */
  private static final int SIZE = 140_000;

  private static final int PITCH = EntryBundle.PREFIX_BYTES + Leaf.BYTES;

  private static final TestLog WHOLE = TestLog.ofLeaves(SIZE);

  private final TestLog log = new TestLog();

  @BeforeEach
  void a_log() {
    WHOLE.files.forEach((path, bytes) -> log.files.put(path, bytes.clone()));
  }

  private LogVerdict verify(EntryRange range, Optional<Checkpoint> known) throws IOException {
    return new LogVerifier(
            log, TestLog.SIGNER.key(), LeafFormat.CLEF, known, range, (done, total) -> {})
        .verify();
  }

  private LogVerdict verify(long first, long last) throws IOException {
    return verify(new EntryRange(first, last), Optional.empty());
  }

  private void assertNamed(Kind kind, LogVerdict verdict) {
    assertThat(verdict).isInstanceOf(Failed.class);
    assertThat(((Failed) verdict).kind()).as(verdict.toString()).isEqualTo(kind);
  }

  @Test
  void whole_bundles_around_any_range_are_checked() throws IOException {
    assertThat(verify(0, 0)).isEqualTo(new Verified(WHOLE.head(), 0, 256));
    assertThat(verify(255, 256)).isEqualTo(new Verified(WHOLE.head(), 0, 512));
    assertThat(verify(65_535, 65_536)).isEqualTo(new Verified(WHOLE.head(), 65_280, 65_792));
    assertThat(verify(65_536, 131_071)).isEqualTo(new Verified(WHOLE.head(), 65_536, 131_072));
    assertThat(verify(70_000, 100_000)).isEqualTo(new Verified(WHOLE.head(), 69_888, 100_096));
    assertThat(verify(139_776, SIZE - 1)).isEqualTo(new Verified(WHOLE.head(), 139_776, SIZE));
    assertThat(verify(100, Long.MAX_VALUE)).isEqualTo(new Verified(WHOLE.head(), 0, SIZE));
    assertThat(verify(EntryRange.ALL, Optional.empty())).isEqualTo(new Verified(WHOLE.head()));
  }

  @Test
  void only_what_is_needed_is_read() throws IOException {
    Set<String> read = new HashSet<>();
    LogSource watched =
        path -> {
          read.add(path);
          return log.read(path);
        };
    LogVerdict verdict =
        new LogVerifier(
                watched,
                TestLog.SIGNER.key(),
                LeafFormat.CLEF,
                Optional.empty(),
                new EntryRange(70_000, 70_001),
                (done, total) -> {})
            .verify();
    assertThat(verdict).isInstanceOf(Verified.class);
    assertThat(read)
        .containsExactlyInAnyOrder(
            "checkpoint",
            "minimum-index",
            "tile/entries/273",
            "tile/0/273",
            "tile/0/546.p/224",
            "tile/1/001",
            "tile/1/002.p/34",
            "tile/2/000.p/2");
  }

  @Test
  void what_is_wrong_inside_is_named_and_what_is_wrong_outside_is_not_looked_at()
      throws IOException {
    log.flip("tile/entries/273", 3 * PITCH + 30);
    assertThat(verify(70_000, 70_100))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(Kind.ENTRY_ALTERED);
              assertThat(failed.entry()).isEqualTo(OptionalLong.of(273 * 256 + 3));
            });
    assertThat(verify(0, 69_000)).isInstanceOf(Verified.class);
    assertThat(verify(71_000, 80_000)).isInstanceOf(Verified.class);
    log.files.remove("tile/entries/273");
    assertNamed(Kind.BUNDLE_MISSING, verify(70_000, 70_100));
  }

  @Test
  void entries_rewritten_with_their_tile_do_not_lead_to_the_signed_root() throws IOException {
    byte[] leaf = TestLog.leaf(77_777).encode();
    byte[] bundle = Objects.requireNonNull(log.files.get("tile/entries/273"));
    System.arraycopy(leaf, 0, bundle, 3 * PITCH + 2, leaf.length);
    byte[] tile = Objects.requireNonNull(log.files.get("tile/0/273"));
    System.arraycopy(TreeHash.leaf(leaf).toArray(), 0, tile, 3 * 32, 32);
    assertNamed(Kind.ENTRIES_REWRITTEN, verify(69_888, 69_889));
    byte[] above = Objects.requireNonNull(log.files.get("tile/1/001"));
    byte[] root = new TreeHasher().subtree(tile, 0, Tile.FULL).toArray();
    System.arraycopy(root, 0, above, (273 - 256) * 32, 32);
    assertNamed(Kind.ROOT_MISMATCH, verify(69_888, 69_889));
  }

  @Test
  void tiles_beside_the_range_cannot_be_altered() throws IOException {
    for (String path :
        List.of("tile/1/001", "tile/1/002.p/34", "tile/2/000.p/2", "tile/0/546.p/224")) {
      log.flip(path, 5);
      assertNamed(Kind.ROOT_MISMATCH, verify(70_000, 70_001));
      log.flip(path, 5);
    }
    assertThat(verify(70_000, 70_001)).isInstanceOf(Verified.class);
  }

  @Test
  void a_head_seen_before_is_compared_wherever_it_ends() throws IOException {
    TileTree tree = new TileTree(SIZE, new LogFiles(WHOLE, SIZE));
    for (int size : new int[] {1, 300, 69_888, 70_000, 70_144, 70_145, 131_072, SIZE}) {
      Optional<Checkpoint> known =
          Optional.of(new Checkpoint(TestLog.ORIGIN, size, tree.range(0, size)));
      Checkpoint fork = new Checkpoint(TestLog.ORIGIN, size, TreeHash.empty());
      EntryRange range = new EntryRange(70_000, 70_001);
      assertThat(verify(range, known)).as("%d", size).isInstanceOf(Verified.class);
      assertNamed(Kind.HISTORY_REWRITTEN, verify(range, Optional.of(fork)));
    }
  }

  @Test
  void a_range_that_is_not_there_is_named() throws IOException {
    assertNamed(Kind.RANGE_OUTSIDE, verify(SIZE, SIZE));
    log.files.put(LogSource.MINIMUM, Strict.utf8("512\n"));
    assertNamed(Kind.RANGE_OUTSIDE, verify(511, 600));
    assertThat(verify(512, 600)).isEqualTo(new Verified(WHOLE.head(), 512, 768));
    assertThatThrownBy(() -> new EntryRange(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.LogVerdict.Failed;
import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.LogVerdict.Verified;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Pruning of a prefix by c2sp.org/tlog-tiles: what goes, and what can still be proven. */
class PruningTest {

  /** Two full tiles of level 1, so that one of them can go. */
  private static final int SIZE = 140_000;

  private static final List<Long> MINIMUMS =
      List.of(256L, 512L, 65_280L, 65_536L, 65_792L, 131_072L, 139_776L);

  private static final TestLog WHOLE = TestLog.ofLeaves(SIZE);

  @Test
  void a_tile_goes_when_its_end_index_is_not_above_the_minimum() {
    assertThat(Tile.full(Tile.ENTRIES, 0).isPrunedBy(255)).isFalse();
    assertThat(Tile.full(Tile.ENTRIES, 0).isPrunedBy(256)).isTrue();
    assertThat(Tile.full(0, 1).isPrunedBy(511)).isFalse();
    assertThat(new Tile(0, 1, 7).isPrunedBy(512)).isTrue();
    assertThat(Tile.full(1, 0).isPrunedBy(65_535)).isFalse();
    assertThat(Tile.full(1, 0).isPrunedBy(65_536)).isTrue();
    assertThat(Tile.full(7, 0).isPrunedBy(Long.MAX_VALUE)).isFalse();
    for (long minimum : MINIMUMS) {
      assertThat(Tile.all(SIZE, minimum).toList())
          .isEqualTo(Tile.all(SIZE).filter(tile -> !tile.isPrunedBy(minimum)).toList());
    }
  }

  @Test
  void a_pruned_log_verifies_from_there_up_to_the_signed_root() throws IOException {
    for (long minimum : MINIMUMS) {
      assertThat(verify(pruned(minimum), Optional.empty()))
          .isEqualTo(new Verified(WHOLE.head(), minimum));
    }
  }

  @Test
  void every_later_entry_and_every_later_head_can_be_proven() {
    RandomGenerator random = TestLog.random(9);
    TileReader all = new LogFiles(WHOLE, SIZE);
    for (long minimum : MINIMUMS) {
      TileReader kept = new LogFiles(pruned(minimum), SIZE);
      for (int i = 0; i < 40; i++) {
        long index = i == 0 ? minimum : random.nextLong(minimum, SIZE);
        InclusionProof proof = InclusionProof.of(kept, index, SIZE);
        assertThat(proof).isEqualTo(InclusionProof.of(all, index, SIZE));
        assertThat(proof.verify(TreeHash.leaf(WHOLE.entries.get((int) index)), WHOLE.head().root()))
            .isTrue();
        long older = i == 0 ? minimum : random.nextLong(minimum, SIZE);
        assertThat(ConsistencyProof.of(kept, older, SIZE))
            .isEqualTo(ConsistencyProof.of(all, older, SIZE));
      }
    }
  }

  @Test
  void an_entry_before_cannot_be_proven_and_says_what_is_missing() {
    TileReader kept = new LogFiles(pruned(512), SIZE);
    assertThatThrownBy(() -> InclusionProof.of(kept, 300, SIZE))
        .hasMessageContaining("tile/0/001 is missing");
  }

  @Test
  void a_pruned_log_goes_on_growing() throws IOException {
    TestLog log = TestLog.ofLeaves(70_000);
    prune(log.files, 65_792);
    for (int n : new int[] {1, 300, 255, 4000}) {
      List<byte[]> batch = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        batch.add(TestLog.leaf(i).encode());
      }
      Checkpoint known = log.head();
      log.append(batch);
      assertThat(verify(log, Optional.of(known))).isEqualTo(new Verified(log.head(), 65_792));
    }
  }

  @Test
  void what_stands_for_the_pruned_entries_cannot_be_altered() throws IOException {
    Map<String, byte[]> files = pruned(66_048).files;
    // Level 1 holds the roots of the bundles that are gone, level 2 of the tile that is gone.
    for (String path : List.of("tile/1/001", "tile/2/000.p/2")) {
      TestLog log = pruned(66_048);
      log.flip(path, 5);
      assertThat(verify(log, Optional.empty())).as(path).isInstanceOf(Failed.class);
      log.files.remove(path);
      assertThat(kind(verify(log, Optional.empty()))).as(path).isEqualTo(Kind.TILE_MISSING);
      assertThat(files).containsKey(path);
    }
  }

  @Test
  void an_entry_behind_the_pruning_point_is_named_as_ever() throws IOException {
    TestLog log = pruned(65_792);
    log.flip("tile/entries/300", 75 * 7 + 30);
    assertThat(verify(log, Optional.empty()))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(Kind.ENTRY_ALTERED);
              assertThat(failed.entry()).isEqualTo(OptionalLong.of(300 * 256 + 7));
            });
    log.files.remove("tile/entries/257");
    assertThat(kind(verify(log, Optional.empty()))).isEqualTo(Kind.BUNDLE_MISSING);
  }

  @Test
  void a_head_from_before_cannot_be_compared_and_one_from_after_can() throws IOException {
    TestLog log = pruned(512);
    assertThat(kind(verify(log, Optional.of(TestLog.ofLeaves(300).head()))))
        .isEqualTo(Kind.HISTORY_PRUNED);
    assertThat(verify(log, Optional.of(TestLog.ofLeaves(512).head()))).isInstanceOf(Verified.class);
    for (long size : new long[] {512, 600}) {
      Checkpoint fork = new Checkpoint(TestLog.ORIGIN, size, TreeHash.empty());
      assertThat(kind(verify(log, Optional.of(fork)))).isEqualTo(Kind.HISTORY_REWRITTEN);
    }
  }

  @Test
  void a_log_cannot_say_that_it_is_pruned_anywhere() throws IOException {
    for (String said : List.of("", "-256", "0256", "255", "140032", "512\n\n0", "x")) {
      TestLog log = pruned(512);
      log.files.put(LogSource.MINIMUM, Strict.utf8(said));
      assertThat(kind(verify(log, Optional.empty()))).as(said).isEqualTo(Kind.MINIMUM_MALFORMED);
    }
    TestLog log = pruned(512);
    log.files.put(LogSource.MINIMUM, Strict.utf8("256"));
    assertThat(kind(verify(log, Optional.empty()))).isEqualTo(Kind.BUNDLE_MISSING);
  }

  private static Kind kind(LogVerdict verdict) {
    assertThat(verdict).isInstanceOf(Failed.class);
    return ((Failed) verdict).kind();
  }

  private static LogVerdict verify(TestLog log, Optional<Checkpoint> known) throws IOException {
    return new LogVerifier(log, TestLog.SIGNER.key(), LeafFormat.CLEF, known, (done, total) -> {})
        .verify();
  }

  private static TestLog pruned(long minimum) {
    TestLog log = new TestLog();
    log.files.putAll(copy(WHOLE.files));
    prune(log.files, minimum);
    return log;
  }

  private static Map<String, byte[]> copy(Map<String, byte[]> files) {
    Map<String, byte[]> copy = new HashMap<>();
    files.forEach((path, bytes) -> copy.put(path, bytes.clone()));
    return copy;
  }

  private static void prune(Map<String, byte[]> files, long minimum) {
    files
        .keySet()
        .removeIf(path -> path.startsWith("tile/") && Tile.parse(path).isPrunedBy(minimum));
    files.put(LogSource.MINIMUM, Strict.utf8(minimum + "\n"));
    assertThat(Objects.requireNonNull(files.get(LogSource.CHECKPOINT))).isNotEmpty();
  }
}

package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.LogVerdict.Failed;
import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.LogVerdict.Verified;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Every way to tamper with a log we could think of, and the name each is given. */
class LogVerifierTest {

  /** Level 0 has 2 full tiles and one of 88, level 1 one of 2. */
  private static final int SIZE = 600;

  private static final int PITCH = EntryBundle.PREFIX_BYTES + Leaf.BYTES;

  private final TestLog log = TestLog.ofLeaves(SIZE);

  private Failed failed() throws IOException {
    return failed(log.verify());
  }

  private static Failed failed(LogVerdict verdict) {
    assertThat(verdict).isInstanceOf(Failed.class);
    return (Failed) verdict;
  }

  private void assertNamed(Kind kind, String path, long entry) throws IOException {
    Failed failed = failed();
    assertThat(failed.kind()).as(failed.message()).isEqualTo(kind);
    assertThat(failed.path()).isEqualTo(path);
    assertThat(failed.entry()).isEqualTo(entry < 0 ? OptionalLong.empty() : OptionalLong.of(entry));
  }

  @Test
  void an_honest_log_verifies_at_every_size() throws IOException {
    TestLog growing = new TestLog();
    growing.publish(TestLog.SIGNER);
    assertThat(growing.verify()).isEqualTo(new Verified(growing.head()));
    RandomGenerator random = TestLog.random(1);
    for (int i = 0; i < 60; i++) {
      List<byte[]> batch = new ArrayList<>();
      for (int n = random.nextInt(40); n >= 0; n--) {
        batch.add(TestLog.leaf(n).encode());
      }
      Checkpoint known = growing.head();
      growing.append(batch);
      LogVerdict verdict =
          new LogVerifier(
                  growing,
                  TestLog.SIGNER.key(),
                  LeafFormat.CLEF,
                  Optional.of(known),
                  (done, total) -> {})
              .verify();
      assertThat(verdict).isEqualTo(new Verified(growing.head()));
    }
  }

  @Test
  void an_altered_leaf_is_named_wherever_it_is() throws IOException {
    for (int entry : new int[] {0, 1, 255, 256, 511, 512, 599}) {
      for (int offset : new int[] {2, 40, PITCH - 1}) {
        String path = Tile.in(SIZE, Tile.ENTRIES, entry / 256).path();
        log.flip(path, entry % 256 * PITCH + offset);
        assertNamed(Kind.ENTRY_ALTERED, path, entry);
        log.flip(path, entry % 256 * PITCH + offset);
      }
    }
    assertThat(log.verify()).isInstanceOf(Verified.class);
  }

  @Test
  void an_altered_length_names_its_entry() throws IOException {
    log.flip("tile/entries/000", 17 * PITCH + 1);
    assertNamed(Kind.ENTRY_ALTERED, "tile/entries/000", 17);
    log.flip("tile/entries/000", 17 * PITCH + 1);
    Objects.requireNonNull(log.files.get("tile/entries/000"))[17 * PITCH] = 0x7f;
    assertNamed(Kind.BUNDLE_MALFORMED, "tile/entries/000", 17);
  }

  @Test
  void swapped_entries_are_named_by_the_first() throws IOException {
    byte[] bundle = Objects.requireNonNull(log.files.get("tile/entries/001"));
    byte[] one = Arrays.copyOfRange(bundle, 3 * PITCH, 4 * PITCH);
    System.arraycopy(bundle, 9 * PITCH, bundle, 3 * PITCH, PITCH);
    System.arraycopy(one, 0, bundle, 9 * PITCH, PITCH);
    assertNamed(Kind.ENTRY_ALTERED, "tile/entries/001", 259);
  }

  @Test
  void an_altered_tile_is_named_at_every_level() throws IOException {
    for (String path : List.of("tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2")) {
      log.flip(path, 33);
      Tile tile = Tile.parse(path);
      long entry = (tile.index() * 256 + 1) << (8 * tile.level());
      assertNamed(Kind.TILE_ALTERED, path, entry);
      log.flip(path, 33);
    }
  }

  @Test
  void a_tile_of_zeroes_is_blamed_and_not_the_entries() throws IOException {
    for (String path : List.of("tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2")) {
      byte[] tile = Objects.requireNonNull(log.files.get(path));
      log.files.put(path, new byte[tile.length]);
      assertThat(failed().kind()).isEqualTo(Kind.TILE_ALTERED);
      assertThat(failed().path()).isEqualTo(path);
      log.files.put(path, tile);
    }
  }

  @Test
  void an_altered_tile_is_not_mistaken_for_a_later_altered_entry() throws IOException {
    log.flip("tile/0/000", 0);
    log.flip("tile/entries/001", 5 * PITCH + 9);
    assertNamed(Kind.TILE_ALTERED, "tile/0/000", 0);
  }

  @Test
  void a_leaf_rewritten_with_its_tile_is_found_by_the_tile_above() throws IOException {
    rewrite(300);
    assertNamed(Kind.ENTRIES_REWRITTEN, "tile/1/000.p/2", 256);
    assertThat(failed().message()).contains("256 to 511");
  }

  @Test
  void a_leaf_rewritten_with_all_its_tiles_breaks_the_signed_root() throws IOException {
    rewrite(599);
    assertNamed(Kind.ROOT_MISMATCH, "checkpoint", -1);
  }

  @Test
  void tiles_that_contradict_entries_and_root_are_said_to() throws IOException {
    rewrite(300);
    log.flip("tile/1/000.p/2", 33);
    assertThat(failed().kind()).isEqualTo(Kind.CONTRADICTION);
  }

  /** Replaces an entry and its hash in level 0, as an operator with write access might. */
  private void rewrite(int entry) {
    String bundle = Tile.in(SIZE, Tile.ENTRIES, entry / 256).path();
    byte[] leaf = TestLog.leaf(77_777).encode();
    byte[] bytes = Objects.requireNonNull(log.files.get(bundle));
    System.arraycopy(leaf, 0, bytes, entry % 256 * PITCH + 2, leaf.length);
    byte[] tile = Objects.requireNonNull(log.files.get(Tile.in(SIZE, 0, entry / 256).path()));
    System.arraycopy(TreeHash.leaf(leaf).toArray(), 0, tile, entry % 256 * 32, 32);
  }

  @Test
  void a_truncated_tail_is_named() throws IOException {
    String path = "tile/entries/002.p/88";
    byte[] bundle = Objects.requireNonNull(log.files.get(path));
    log.files.put(path, Arrays.copyOf(bundle, bundle.length - 1));
    assertNamed(Kind.BUNDLE_MALFORMED, path, 599);
    log.files.put(path, Arrays.copyOf(bundle, 50 * PITCH));
    assertNamed(Kind.BUNDLE_MALFORMED, path, 562);
    log.files.put(path, Arrays.copyOf(bundle, bundle.length + 1));
    assertNamed(Kind.BUNDLE_MALFORMED, path, -1);
    log.files.remove(path);
    assertNamed(Kind.BUNDLE_MISSING, path, 512);
  }

  @Test
  void a_missing_or_short_tile_is_named() throws IOException {
    byte[] tile = Objects.requireNonNull(log.files.remove("tile/0/001"));
    assertNamed(Kind.TILE_MISSING, "tile/0/001", 256);
    log.files.put("tile/0/001", Arrays.copyOf(tile, 8191));
    assertNamed(Kind.TILE_MALFORMED, "tile/0/001", 256);
  }

  @Test
  void full_tiles_may_stand_in_for_partial_ones_that_were_dropped() throws IOException {
    byte[] old = Objects.requireNonNull(log.files.get(LogSource.CHECKPOINT));
    TestLog grown = TestLog.ofLeaves(900);
    grown.files.put(LogSource.CHECKPOINT, old);
    grown.files.put("tile/1/000.p/2", Objects.requireNonNull(log.files.get("tile/1/000.p/2")));
    assertThat(grown.verify()).isEqualTo(new Verified(log.head()));
  }

  @Test
  void an_edited_checkpoint_is_named() throws IOException {
    String note =
        new String(log.files.get(LogSource.CHECKPOINT), java.nio.charset.StandardCharsets.UTF_8);
    log.files.put(LogSource.CHECKPOINT, Strict.utf8(note.replace("\n600\n", "\n599\n")));
    assertNamed(Kind.CHECKPOINT_NOT_SIGNED, "checkpoint", -1);
    log.files.put(LogSource.CHECKPOINT, Strict.utf8(note.replace("\n600\n", "\n0600\n")));
    assertNamed(Kind.CHECKPOINT_NOT_SIGNED, "checkpoint", -1);
    log.files.put(LogSource.CHECKPOINT, Strict.utf8(note.replace("— ", "- ")));
    assertNamed(Kind.CHECKPOINT_MALFORMED, "checkpoint", -1);
    log.files.remove(LogSource.CHECKPOINT);
    assertNamed(Kind.CHECKPOINT_MISSING, "checkpoint", -1);
  }

  @Test
  void the_wrong_key_and_the_wrong_log_are_named() throws IOException {
    log.publish(TestLog.OTHER);
    assertNamed(Kind.CHECKPOINT_NOT_SIGNED, "checkpoint", -1);
    Checkpoint foreign = new Checkpoint("other.example", SIZE, log.frontier.root());
    log.files.put(LogSource.CHECKPOINT, Strict.utf8(foreign.sign(TestLog.SIGNER).toString()));
    assertNamed(Kind.WRONG_ORIGIN, "checkpoint", -1);
  }

  @Test
  void an_old_head_over_newer_tiles_is_named_by_who_remembers() throws IOException {
    byte[] old = Objects.requireNonNull(log.files.get(LogSource.CHECKPOINT));
    log.append(List.of(TestLog.leaf(600).encode()));
    Checkpoint known = log.head();
    log.files.put(LogSource.CHECKPOINT, old);
    assertThat(failed(remembering(known)).kind()).isEqualTo(Kind.TREE_SHRUNK);
    assertThat(log.verify()).isInstanceOf(Verified.class);
  }

  @Test
  void a_fork_is_named_by_who_remembers() throws IOException {
    Checkpoint known = TestLog.ofLeaves(300).head();
    assertThat(remembering(known)).isInstanceOf(Verified.class);
    Checkpoint fork = new Checkpoint(TestLog.ORIGIN, 300, TreeHash.empty());
    assertThat(failed(remembering(fork)).kind()).isEqualTo(Kind.HISTORY_REWRITTEN);
    Checkpoint sameSize = new Checkpoint(TestLog.ORIGIN, SIZE, TreeHash.empty());
    assertThat(failed(remembering(sameSize)).kind()).isEqualTo(Kind.HISTORY_REWRITTEN);
  }

  private LogVerdict remembering(Checkpoint known) throws IOException {
    return new LogVerifier(
            log, TestLog.SIGNER.key(), LeafFormat.CLEF, Optional.of(known), (done, total) -> {})
        .verify();
  }

  @Test
  void an_entry_that_is_logged_but_no_leaf_is_named() throws IOException {
    log.append(List.of(TestLog.leaf(1).encode(), new byte[] {1, 2, 3}));
    assertNamed(Kind.LEAF_MALFORMED, "tile/entries/002.p/90", 601);
    TestLog late = TestLog.ofLeaves(3);
    byte[] beyond2To63 = TestLog.leaf(3).encode();
    beyond2To63[1] = (byte) 0x80;
    late.append(List.of(beyond2To63));
    assertThat(failed(late.verify()).entry()).hasValue(3);
    assertThat(new LogVerifier(log, TestLog.SIGNER.key(), LeafFormat.ANY).verify())
        .isInstanceOf(Verified.class);
  }

  @Test
  void a_source_that_fails_says_nothing_about_the_log() {
    LogSource broken =
        path -> {
          if (path.equals("tile/0/001")) {
            throw new IOException("disk");
          }
          return log.read(path);
        };
    assertThatThrownBy(
            () -> new LogVerifier(broken, TestLog.SIGNER.key(), LeafFormat.CLEF).verify())
        .isInstanceOf(IOException.class)
        .hasMessage("disk");
  }

  @Test
  void any_single_flipped_bit_of_any_file_is_found() throws IOException {
    RandomGenerator random = TestLog.random(3);
    // Tiles of the sizes passed on the way are not part of the head's tree.
    List<String> paths = log.files.keySet().stream().sorted().toList();
    for (int i = 0; i < 400; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      byte[] bytes = Objects.requireNonNull(log.files.get(path));
      int at = random.nextInt(bytes.length);
      int bit = 1 << random.nextInt(8);
      bytes[at] ^= (byte) bit;
      assertThat(log.verify()).as("%s at %d", path, at).isInstanceOf(Failed.class);
      bytes[at] ^= (byte) bit;
    }
  }
}

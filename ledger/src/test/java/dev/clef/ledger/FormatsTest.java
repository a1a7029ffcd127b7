package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The byte formats of the ledger: what is read back, and what is refused. */
class FormatsTest {

  @Test
  void the_path_of_a_tile_is_that_of_the_specification() {
    assertThat(new Tile(3, 1_234_067, 256).path()).isEqualTo("tile/3/x001/x234/067");
    assertThat(new Tile(0, 0, 7).path()).isEqualTo("tile/0/000.p/7");
    assertThat(Tile.full(Tile.ENTRIES, 5).path()).isEqualTo("tile/entries/005");
    assertThat(new Tile(63, 1000, 1).path()).isEqualTo("tile/63/x001/000.p/1");
  }

  @Test
  void a_path_reads_back_and_every_other_spelling_is_refused() {
    for (Tile tile : List.of(new Tile(3, 1_234_067, 256), new Tile(Tile.ENTRIES, 9_999, 3))) {
      assertThat(Tile.parse(tile.path())).isEqualTo(tile);
    }
    for (String bad :
        List.of(
            "tile/00/000",
            "tile/0/0",
            "tile/0/x000/000",
            "tile/0/000.p/256",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/64/000",
            "tile/-1/000",
            "tile/0/001/234",
            "tile/0/../../etc",
            "tile/0/x001234",
            "tile//000",
            "tile/",
            "checkpoint")) {
      malformed(() -> Tile.parse(bad), bad);
    }
  }

  @Test
  void an_entry_bundle_reads_back_and_a_cut_one_is_refused() {
    List<byte[]> entries = List.of(new byte[0], new byte[65_535], new byte[] {1, 2});
    byte[] bundle = EntryBundle.encode(entries);
    assertThat(EntryBundle.decode(bundle, 3)).containsExactly(entries.toArray(byte[][]::new));
    malformed(() -> EntryBundle.decode(java.util.Arrays.copyOf(bundle, bundle.length - 1), 3));
    malformed(() -> EntryBundle.decode(bundle, 2));
    malformed(() -> EntryBundle.decode(bundle, 4));
    malformed(() -> EntryBundle.encode(List.of(new byte[65_536])));
  }

  @Test
  void a_leaf_reads_back_and_every_deviation_is_refused() {
    Leaf leaf = TestLog.leaf(3);
    byte[] bytes = leaf.encode();
    assertThat(bytes).hasSize(Leaf.BYTES);
    assertThat(Leaf.decode(bytes)).isEqualTo(leaf);
    malformed(() -> Leaf.decode(java.util.Arrays.copyOf(bytes, 72)));
    malformed(() -> Leaf.decode(java.util.Arrays.copyOf(bytes, 74)));
    byte[] version = bytes.clone();
    version[0] = 2;
    malformed(() -> Leaf.decode(version));
    byte[] time = bytes.clone();
    time[1] = (byte) 0x80;
    malformed(() -> Leaf.decode(time));
    malformed(() -> Leaf.commit(new byte[31], bytes));
  }

  @Test
  void a_leaf_keeps_whole_milliseconds() {
    Hash hash = TreeHash.empty();
    Leaf leaf = new Leaf(Instant.parse("2026-01-01T00:00:00.123456789Z"), hash, hash);
    assertThat(leaf.time()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
    malformed(() -> new Leaf(Instant.ofEpochMilli(-1), hash, hash));
  }

  @Test
  void the_commitment_is_hmac_sha256() {
    // RFC 4231 §4.2 pads its 20-byte key with zeroes; HMAC does the same, so 32 bytes are equal.
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, 0, 20, (byte) 0x0b);
    assertThat(Leaf.commit(key, Strict.utf8("Hi There")))
        .hasToString("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  }

  @Test
  void a_map_has_one_byte_form_whatever_its_order() {
    Map<String, String> one = new HashMap<>();
    List<String> keys = List.of("b", "", "a", "é", "\uD83D\uDE00", "\uFFFD", "aa");
    keys.forEach(key -> one.put(key, key + "!"));
    byte[] bytes = new CanonicalMap(one).encode();
    assertThat(CanonicalMap.decode(bytes)).isEqualTo(new CanonicalMap(one));
    assertThat(CanonicalMap.decode(bytes).encode()).isEqualTo(bytes);
    // By UTF-8 bytes a character beyond U+FFFF comes last; by UTF-16 it would come before U+FFFD.
    assertThat(new ArrayList<>(CanonicalMap.decode(bytes).entries().keySet()))
        .containsExactly("", "a", "aa", "b", "é", "\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void a_map_that_is_not_canonical_is_refused() {
    byte[] good = new CanonicalMap(Map.of("a", "1", "b", "2")).encode();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      malformed(() -> CanonicalMap.decode(cut), "cut to " + length);
    }
    malformed(() -> CanonicalMap.decode(java.util.Arrays.copyOf(good, good.length + 1)));
    for (byte second : new byte[] {'a', 'A', (byte) 0xff}) {
      byte[] bad = good.clone();
      bad[13] = second;
      malformed(() -> CanonicalMap.decode(bad), "second key " + second);
    }
    malformed(() -> new CanonicalMap(Map.of("a", "\uD800")));
    byte[] huge = good.clone();
    huge[6] = (byte) 0xff;
    malformed(() -> CanonicalMap.decode(huge));
  }

  @Test
  void a_frontier_with_the_wrong_number_of_hashes_is_refused() {
    byte[] good = TestLog.ofLeaves(7).frontier.encode();
    assertThat(Frontier.decode(good).size()).isEqualTo(7);
    malformed(() -> Frontier.decode(java.util.Arrays.copyOf(good, good.length - 1)));
    malformed(() -> Frontier.decode(java.util.Arrays.copyOf(good, good.length - 32)));
    malformed(() -> Frontier.decode(new byte[0]));
  }

  private static void malformed(ThrowingCallable call) {
    malformed(call, "input");
  }

  private static void malformed(ThrowingCallable call, String what) {
    assertThatThrownBy(call).as(what).isInstanceOf(MalformedException.class);
  }
}

package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.TestData;
import dev.clef.keys.Custodians.Member;
import dev.clef.keys.WrappingKeyId.Regional;
import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustodiansTest {

  private static final Regional EU_1 = new Regional("eu", 1);
  private static final byte[] CONTEXT = Context.of("test").bytes();
  private static final byte[] INSIDE = TestKeys.counting(0x80, DataKey.SIZE);

  @TempDir private Path temp;

  private Switch first;
  private Switch second;
  private Custodians both;

  /** A custodian that may be out of reach. */
  private static final class Switch implements KeyCustodian {
    private final FileKeyCustodian inside;
    private boolean away;

    Switch(Path folder) {
      this.inside = new FileKeyCustodian(folder, new Randomness());
    }

    private FileKeyCustodian here() {
      if (away) {
        throw new CustodianUnavailable("out of reach", null);
      }
      return inside;
    }

    @Override
    public Custody custody() {
      return Custody.SOFTWARE;
    }

    @Override
    public void create(WrappingKeyId id) {
      here().create(id);
    }

    @Override
    public void destroy(WrappingKeyId id) {
      here().destroy(id);
    }

    @Override
    public boolean holds(WrappingKeyId id) {
      return here().holds(id);
    }

    @Override
    public Set<Regional> regionalKeys() {
      return here().regionalKeys();
    }

    @Override
    public byte[] wrap(WrappingKeyId id, byte[] context, byte[] keyBytes) {
      return here().wrap(id, context, keyBytes);
    }

    @Override
    public byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped) {
      return here().unwrap(id, context, wrapped);
    }
  }

  @BeforeEach
  void two() {
    first = new Switch(temp.resolve("first"));
    second = new Switch(temp.resolve("second"));
    both =
        new Custodians(
            List.of(new Member("first", first, false), new Member("second", second, false)));
    both.create(EU_1);
  }

  @Test
  void either_opens_what_both_have_wrapped_and_neither_has_the_other_s_key() {
    byte[] wrapped = both.wrap(EU_1, CONTEXT, INSIDE);
    Map<Long, byte[]> copies = CopiedKey.copies(wrapped);
    assertThat(copies).hasSize(2);
    for (Switch away : List.of(first, second)) {
      away.away = true;
      assertThat(both.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
      away.away = false;
    }
    byte[] ofFirst = copies.values().iterator().next();
    assertThat(first.unwrap(EU_1, CONTEXT, ofFirst)).isEqualTo(INSIDE);
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> second.unwrap(EU_1, CONTEXT, ofFirst));
    first.away = true;
    second.away = true;
    assertThatExceptionOfType(CustodianUnavailable.class)
        .isThrownBy(() -> both.unwrap(EU_1, CONTEXT, wrapped));
  }

  @Test
  void what_is_made_while_one_is_away_gets_its_copy_later() {
    second.away = true;
    byte[] alone = both.wrap(EU_1, CONTEXT, INSIDE);
    assertThat(CopiedKey.copies(alone)).hasSize(1);
    assertThat(both.lacksCopies(EU_1, CONTEXT, alone, true)).as("nobody to ask").isFalse();
    assertThatExceptionOfType(CustodianUnavailable.class)
        .as("a key only one has would be lost with it")
        .isThrownBy(() -> both.create(new Regional("eu", 2)));
    second.away = false;
    assertThat(both.lacksCopies(EU_1, CONTEXT, alone, false)).isTrue();
    byte[] again = both.wrap(EU_1, CONTEXT, both.unwrap(EU_1, CONTEXT, alone));
    assertThat(both.lacksCopies(EU_1, CONTEXT, again, true)).isFalse();
  }

  @Test
  void a_damaged_copy_is_made_up_for_and_two_are_rejected() {
    byte[] wrapped = both.wrap(EU_1, CONTEXT, INSIDE);
    byte[] one = wrapped.clone();
    one[40] ^= 1;
    assertThat(both.unwrap(EU_1, CONTEXT, one)).isEqualTo(INSIDE);
    assertThat(both.lacksCopies(EU_1, CONTEXT, one, false)).isFalse();
    assertThat(both.lacksCopies(EU_1, CONTEXT, one, true)).isTrue();
    byte[] two = one.clone();
    two[wrapped.length - 1] ^= 1;
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> both.unwrap(EU_1, CONTEXT, two));
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> both.unwrap(EU_1, Context.of("other").bytes(), wrapped));
    for (int length : new int[] {0, 1, 2, 71, 72, wrapped.length - 1}) {
      byte[] cut = java.util.Arrays.copyOf(wrapped, length);
      assertThatExceptionOfType(EnvelopeRejected.class)
          .as(length + " bytes")
          .isThrownBy(() -> both.unwrap(EU_1, CONTEXT, cut));
    }
  }

  @Test
  void an_emptied_custodian_gets_keys_and_copies_again() {
    byte[] wrapped = both.wrap(EU_1, CONTEXT, INSIDE);
    first.destroy(EU_1);
    both.spread(EU_1);
    assertThat(first.holds(EU_1)).isTrue();
    assertThat(both.unwrap(EU_1, CONTEXT, wrapped)).as("by the second").isEqualTo(INSIDE);
    assertThat(both.lacksCopies(EU_1, CONTEXT, wrapped, true)).isTrue();
    Regional nobodys = new Regional("eu", 9);
    both.spread(nobodys);
    assertThat(both.holds(nobodys)).as("a key that is lost is not replaced").isFalse();
  }

  @Test
  void a_destroyed_key_is_gone_only_when_everybody_says_so() {
    second.away = true;
    assertThatExceptionOfType(CustodianUnavailable.class).isThrownBy(() -> both.destroy(EU_1));
    assertThat(first.inside.holds(EU_1)).isFalse();
    assertThatExceptionOfType(CustodianUnavailable.class).isThrownBy(() -> both.holds(EU_1));
    second.away = false;
    assertThat(both.holds(EU_1)).isTrue();
    both.destroy(EU_1);
    assertThat(both.holds(EU_1)).isFalse();
  }

  @Test
  void one_that_leaves_opens_and_destroys_but_makes_nothing() {
    byte[] old = first.wrap(EU_1, CONTEXT, INSIDE);
    second.destroy(EU_1);
    Custodians moving =
        new Custodians(
            List.of(new Member("second", second, false), new Member("first", first, true)));
    assertThat(moving.unwrap(EU_1, CONTEXT, old)).as("as one alone stored it").isEqualTo(INSIDE);
    assertThat(moving.unwrap(EU_1, CONTEXT, moving.wrap(EU_1, CONTEXT, INSIDE)))
        .as("nobody else has the key yet")
        .isEqualTo(INSIDE);
    moving.spread(EU_1);
    assertThat(moving.lacksCopies(EU_1, CONTEXT, old, false)).isTrue();
    byte[] moved = moving.wrap(EU_1, CONTEXT, moving.unwrap(EU_1, CONTEXT, old));
    assertThat(CopiedKey.copies(moved).keySet()).containsExactly(CopiedKey.nameHash("second"));
    moving.create(new Regional("eu", 2));
    assertThat(first.regionalKeys()).containsExactly(EU_1);
    moving.destroy(Root.FIRST);
    assertThat(first.holds(Root.FIRST)).as("keys are under it").isTrue();
    moving.destroy(EU_1);
    moving.destroy(Root.FIRST);
    assertThat(first.holds(Root.FIRST)).isFalse();
  }

  @Test
  void one_alone_stores_as_it_always_did() throws IOException {
    Custodians one = new Custodians(List.of(new Member("first", first, false)));
    byte[] wrapped = one.wrap(EU_1, CONTEXT, INSIDE);
    assertThat(wrapped).hasSize(WrappedKey.SIZE);
    assertThat(first.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
    byte[] byBoth = both.wrap(EU_1, CONTEXT, INSIDE);
    assertThat(one.unwrap(EU_1, CONTEXT, byBoth)).as("the other was given up").isEqualTo(INSIDE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Custodians(List.of(new Member("first", first, true))));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Custodians(List.of(new Member("a", first, false), new Member("a", second, false))));
  }

  @Test
  void copies_keep_their_bytes() throws IOException {
    Map<String, String> golden = TestData.golden("copied-key.txt");
    Map<Long, byte[]> copies = new LinkedHashMap<>();
    for (String name : List.of("pkcs11:first", "pkcs11:second")) {
      copies.put(
          CopiedKey.nameHash(name), TestData.hex(golden.getOrDefault(name.replace(':', '-'), "")));
    }
    byte[] stored = TestData.hex(golden.getOrDefault("stored", ""));
    assertThat(CopiedKey.of(copies)).isEqualTo(stored);
    assertThat(CopiedKey.copies(stored)).containsExactlyEntriesOf(copies);
  }
}

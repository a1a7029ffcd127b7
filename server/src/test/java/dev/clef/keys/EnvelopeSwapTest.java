package dev.clef.keys;

import static dev.clef.keys.TestKeys.ALICE;
import static dev.clef.keys.TestKeys.BOB;
import static dev.clef.keys.TestKeys.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.clef.platform.Randomness;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is moved or changed is rejected, and every rejection looks like every other. */
@ParameterizedClass
@EnumSource(EnvelopeSuite.class)
class EnvelopeSwapTest {

  private static final byte[] VALUE = "alice@example.org".getBytes(StandardCharsets.UTF_8);
  private static final int HEADER_BYTES = 54;

  private final EnvelopeSuite suite;
  private final Envelope envelope;
  private final byte[] sealed;

  EnvelopeSwapTest(EnvelopeSuite suite) {
    this.suite = suite;
    envelope = new Envelope(new Randomness(), suite);
    sealed = envelope.seal(TestKeys.key(7), EMAIL, VALUE);
  }

  @Test
  void an_envelope_opens_where_it_was_made_whatever_suite_is_written_there() {
    assertThat(sealed[1]).isEqualTo(suite.code());
    for (EnvelopeSuite written : EnvelopeSuite.values()) {
      Envelope there = new Envelope(new Randomness(), written);
      assertThat(there.open(TestKeys.key(7), EMAIL, sealed)).isEqualTo(VALUE);
    }
  }

  @Test
  void an_envelope_relabelled_as_one_of_another_suite_is_rejected() {
    for (int code = 0; code < 256; code++) {
      byte[] relabelled = sealed.clone();
      relabelled[1] = (byte) code;
      if (code != suite.code()) {
        rejected("suite " + code, TestKeys.key(7), EMAIL, relabelled);
      }
    }
  }

  @Test
  void an_envelope_moved_in_any_part_of_its_context_is_rejected() {
    Map<String, EnvelopeContext> moved = new LinkedHashMap<>();
    moved.put("region", new EnvelopeContext("us", "default", ALICE, "email", 3));
    moved.put("tenant", new EnvelopeContext("eu", "other", ALICE, "email", 3));
    moved.put("owner", new EnvelopeContext("eu", "default", BOB, "email", 3));
    moved.put("field", new EnvelopeContext("eu", "default", ALICE, "phone_number", 3));
    moved.put("older version", new EnvelopeContext("eu", "default", ALICE, "email", 2));
    moved.put("newer version", new EnvelopeContext("eu", "default", ALICE, "email", 4));
    moved.put("shifted boundary", new EnvelopeContext("eud", "efault", ALICE, "email", 3));
    moved.forEach((what, context) -> rejected(what, TestKeys.key(7), context, sealed));
  }

  @Test
  void an_envelope_under_another_key_or_key_version_is_rejected() {
    rejected("another key", TestKeys.otherKey(7), EMAIL, sealed);
    rejected("another version of the key", TestKeys.key(8), EMAIL, sealed);
    byte[] relabelled = sealed.clone();
    ByteBuffer.wrap(relabelled, 2, 4).putInt(8);
    rejected("a relabelled key version", TestKeys.key(8), EMAIL, relabelled);
    IntStream.range(0, 256)
        .forEach(bit -> {
          byte[] near = TestKeys.counting(0, DataKey.SIZE);
          near[bit / 8] ^= (byte) (1 << bit % 8);
          rejected("bit " + bit + " of the key", new DataKey(7, near), EMAIL, sealed);
        });
  }

  @Test
  void an_envelope_changed_in_any_bit_is_rejected() {
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      rejected("bit " + bit, TestKeys.key(7), EMAIL, changed);
    }
  }

  @Test
  void an_envelope_cut_at_any_length_or_extended_is_rejected() {
    for (int length = 0; length < sealed.length; length++) {
      rejected("length " + length, TestKeys.key(7), EMAIL, Arrays.copyOf(sealed, length));
    }
    rejected("one more", TestKeys.key(7), EMAIL, Arrays.copyOf(sealed, sealed.length + 1));
    rejected("a block more", TestKeys.key(7), EMAIL, Arrays.copyOf(sealed, sealed.length + 16));
  }

  @Test
  void the_header_of_one_envelope_does_not_fit_the_body_of_another() {
    byte[] other = envelope.seal(TestKeys.key(7), EMAIL, VALUE);
    byte[] mixed = sealed.clone();
    System.arraycopy(other, 0, mixed, 0, HEADER_BYTES);
    rejected("mixed", TestKeys.key(7), EMAIL, mixed);
  }

  @Test
  void two_envelopes_of_one_value_have_nothing_in_common_but_version_and_length() {
    byte[] other = envelope.seal(TestKeys.key(7), EMAIL, VALUE);
    assertThat(other).hasSameSizeAs(sealed);
    assertThat(Arrays.copyOf(other, 6)).isEqualTo(Arrays.copyOf(sealed, 6));
    long same = IntStream.range(6, sealed.length).filter(i -> other[i] == sealed[i]).count();
    assertThat(same).isLessThan(16);
  }

  @Test
  void a_wrapped_key_changed_in_any_way_is_rejected() {
    byte[] wrapping = TestKeys.counting(0, DataKey.SIZE);
    byte[] context = Context.of("test").text("a").bytes();
    byte[] wrapped =
        WrappedKey.wrap(new Randomness(), wrapping, context, TestKeys.counting(9, DataKey.SIZE));
    for (int bit = 0; bit < wrapped.length * 8; bit++) {
      byte[] changed = wrapped.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      uniform("bit " + bit, () -> WrappedKey.unwrap(wrapping, context, changed));
    }
    for (int length = 0; length <= wrapped.length + 1; length++) {
      byte[] cut = Arrays.copyOf(wrapped, length);
      if (length != wrapped.length) {
        uniform("length " + length, () -> WrappedKey.unwrap(wrapping, context, cut));
      }
    }
    byte[] elsewhere = Context.of("test").text("b").bytes();
    uniform("context", () -> WrappedKey.unwrap(wrapping, elsewhere, wrapped));
    byte[] otherKey = TestKeys.counting(1, DataKey.SIZE);
    uniform("key", () -> WrappedKey.unwrap(otherKey, context, wrapped));
  }

  @Test
  void a_wiped_key_neither_seals_nor_opens() {
    DataKey key = TestKeys.key(7);
    key.wipe();
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> envelope.seal(key, EMAIL, VALUE));
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> envelope.open(key, EMAIL, sealed));
    assertThat(key.toString()).doesNotContain("000102");
  }

  @Test
  void a_value_longer_than_a_mebibyte_is_refused_and_one_of_that_length_is_not() {
    byte[] longest = new byte[Envelope.MAX_VALUE_BYTES];
    byte[] opened =
        envelope.open(TestKeys.key(7), EMAIL, envelope.seal(TestKeys.key(7), EMAIL, longest));
    assertThat(opened).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> envelope.seal(TestKeys.key(7), EMAIL, new byte[longest.length + 1]));
  }

  private void rejected(String what, DataKey key, EnvelopeContext context, byte[] changed) {
    uniform(what, () -> envelope.open(key, context, changed));
  }

  private static void uniform(String what, Runnable open) {
    Throwable thrown = catchThrowable(open::run);
    assertThat(thrown).as(what).isExactlyInstanceOf(EnvelopeRejected.class);
    assertThat(thrown.getMessage()).as(what).isEqualTo("ciphertext rejected");
    assertThat(thrown.getCause()).as(what).isNull();
    assertThat(thrown.getStackTrace()).as(what).isEmpty();
    assertThat(thrown.getSuppressed()).as(what).isEmpty();
  }
}

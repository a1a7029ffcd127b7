package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What was encrypted today must open in ten years. A difference here is a new format version, never
 * a new golden file.
 */
@ParameterizedClass
@EnumSource(EnvelopeSuite.class)
class EnvelopeGoldenTest {

  private static final byte[] SALT = TestKeys.counting(0xA0, 16);
  private static final byte[] OTHER_SALT = TestKeys.counting(0xE0, 16);
  private static final byte[] VALUE = "alice@example.org".getBytes(StandardCharsets.UTF_8);

  private final EnvelopeSuite suite;
  private final Envelope envelope;
  private final String golden;

  EnvelopeGoldenTest(EnvelopeSuite suite) {
    this.suite = suite;
    envelope = new Envelope(new Randomness(), suite);
    golden =
        switch (suite) {
          case ONE -> "envelope.txt";
          case TWO -> "envelope-2.txt";
        };
  }

  @Test
  void an_envelope_keeps_its_bytes_and_opens() throws IOException {
    Map<String, String> kept = TestData.golden(golden);
    assertThat(TestData.hex(sealed(VALUE, SALT))).isEqualTo(kept.get("text"));
    assertThat(TestData.hex(sealed(new byte[0], OTHER_SALT))).isEqualTo(kept.get("empty"));
    byte[] text = TestData.hex(kept.getOrDefault("text", ""));
    assertThat(envelope.open(TestKeys.key(7), TestKeys.EMAIL, text)).isEqualTo(VALUE);
    byte[] empty = TestData.hex(kept.getOrDefault("empty", ""));
    assertThat(envelope.open(TestKeys.key(7), TestKeys.EMAIL, empty)).isEmpty();
  }

  /** The format as its documentation describes it, written down a second time with other means. */
  @Test
  void an_envelope_is_what_its_documentation_says() throws GeneralSecurityException {
    byte[] keyBytes = TestKeys.counting(0, DataKey.SIZE);
    byte[] context = TestKeys.EMAIL.bytes(7);
    TwoKeyForger.Side side = TwoKeyForger.Side.of(suite, keyBytes, SALT, context);
    byte[] header =
        ByteBuffer.allocate(54)
            .put((byte) 1)
            .put(suite.code())
            .putInt(7)
            .put(SALT)
            .put(TwoKeyForger.commitment(suite, keyBytes, SALT, context))
            .array();
    byte[] padded = Arrays.copyOf(VALUE, 32);
    padded[VALUE.length] = (byte) 0x80;
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(side.key(), "AES"),
        new GCMParameterSpec(128, side.iv()));
    if (suite == EnvelopeSuite.ONE) {
      gcm.updateAAD(header);
    }
    byte[] body = gcm.doFinal(padded);
    byte[] expected =
        ByteBuffer.allocate(header.length + body.length).put(header).put(body).array();
    assertThat(sealed(VALUE, SALT)).isEqualTo(expected);
  }

  private byte[] sealed(byte[] value, byte[] salt) {
    byte[] made = envelope.seal(TestKeys.key(7), TestKeys.EMAIL, value, salt);
    // Another one, so that the cipher does not see the same key twice in a row.
    envelope.seal(TestKeys.key(7), TestKeys.EMAIL, value);
    return made;
  }

  @Test
  void a_wrapped_key_keeps_its_bytes_and_opens() throws IOException {
    byte[] wrapping = TestKeys.counting(0, DataKey.SIZE);
    byte[] inside = TestKeys.counting(0x80, DataKey.SIZE);
    byte[] context = Context.of("test").number(1).bytes();
    String golden = TestData.golden("wrapped-key.txt").getOrDefault("wrapped", "");
    assertThat(
            TestData.hex(WrappedKey.wrap(TestKeys.counting(0xB0, 12), wrapping, context, inside)))
        .isEqualTo(golden);
    assertThat(WrappedKey.unwrap(wrapping, context, TestData.hex(golden))).isEqualTo(inside);
  }
}

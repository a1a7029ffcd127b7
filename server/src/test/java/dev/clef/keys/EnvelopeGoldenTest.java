package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * What was encrypted today must open in ten years. A difference here is a new format version, never
 * a new golden file.
 */
class EnvelopeGoldenTest {

  private static final byte[] SALT = TestKeys.counting(0xA0, 16);
  private static final byte[] OTHER_SALT = TestKeys.counting(0xE0, 16);
  private static final byte[] VALUE = "alice@example.org".getBytes(StandardCharsets.UTF_8);

  private static final Envelope ENVELOPE = new Envelope(new Randomness());

  /** Made once: the cipher of the JDK refuses to encrypt twice under one key and one iv. */
  private static final byte[] SEALED = ENVELOPE.seal(TestKeys.key(7), TestKeys.EMAIL, VALUE, SALT);

  @Test
  void an_envelope_keeps_its_bytes_and_opens() throws IOException {
    Map<String, String> golden = TestData.golden("envelope.txt");
    assertThat(TestData.hex(SEALED)).isEqualTo(golden.get("text"));
    byte[] none = ENVELOPE.seal(TestKeys.key(7), TestKeys.EMAIL, new byte[0], OTHER_SALT);
    assertThat(TestData.hex(none)).isEqualTo(golden.get("empty"));
    byte[] stored = TestData.hex(golden.getOrDefault("text", ""));
    assertThat(ENVELOPE.open(TestKeys.key(7), TestKeys.EMAIL, stored)).isEqualTo(VALUE);
    byte[] empty = TestData.hex(golden.getOrDefault("empty", ""));
    assertThat(ENVELOPE.open(TestKeys.key(7), TestKeys.EMAIL, empty)).isEmpty();
  }

  /** The format as its documentation describes it, written down a second time with other means. */
  @Test
  void an_envelope_is_what_its_documentation_says() throws GeneralSecurityException {
    byte[] keyBytes = TestKeys.counting(0, DataKey.SIZE);
    byte[] contextHash = MessageDigest.getInstance("SHA-256").digest(TestKeys.EMAIL.bytes(7));
    byte[] header =
        ByteBuffer.allocate(54)
            .put((byte) 1)
            .put((byte) 1)
            .putInt(7)
            .put(SALT)
            .put(prf(keyBytes, 3, contextHash))
            .array();
    byte[] iv = Arrays.copyOf(prf(keyBytes, 2, contextHash), 12);
    byte[] padded = Arrays.copyOf(VALUE, 32);
    padded[VALUE.length] = (byte) 0x80;
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(prf(keyBytes, 1, contextHash), "AES"),
        new GCMParameterSpec(128, iv));
    gcm.updateAAD(header);
    byte[] body = gcm.doFinal(padded);
    byte[] expected =
        ByteBuffer.allocate(header.length + body.length).put(header).put(body).array();
    assertThat(SEALED).isEqualTo(expected);
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

  private static byte[] prf(byte[] keyBytes, int label, byte[] contextHash)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(keyBytes, "HmacSHA256"));
    mac.update((byte) label);
    mac.update(SALT);
    return mac.doFinal(contextHash);
  }
}

package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.keys.TwoKeyForger.Side;
import dev.clef.platform.Randomness;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who holds two keys can make one AES-GCM ciphertext for both, so that it says one thing to one
 * reader and another to the next. The envelope's commitment ends that.
 */
@ParameterizedClass
@EnumSource(EnvelopeSuite.class)
class KeyCommitmentTest {

  private static final byte[] KEY_ONE = TestKeys.counting(0, DataKey.SIZE);
  private static final byte[] KEY_TWO = TestKeys.counting(0x40, DataKey.SIZE);
  private static final EnvelopeContext CONTEXT = TestKeys.EMAIL;
  private static final int MANY_SALTS = 100_000;

  private final EnvelopeSuite suite;
  private final Envelope envelope = new Envelope(new Randomness());

  KeyCommitmentTest(EnvelopeSuite suite) {
    this.suite = suite;
  }

  /** An envelope whose ciphertext both keys accept; the commitment is that of one of them. */
  private record Forgery(byte[] bytes, byte[] aad, Side one, Side two) {

    byte[] openPlainly(Side side) {
      return CryptoEngine.with(
          engine -> engine.decrypt(side.key(), side.iv(), aad, aad.length, bytes, 54));
    }
  }

  @Test
  void plain_gcm_opens_one_ciphertext_under_two_keys_with_two_meanings()
      throws GeneralSecurityException {
    Forgery forgery = forge(KEY_ONE);
    byte[] first = forgery.openPlainly(forgery.one());
    byte[] second = forgery.openPlainly(forgery.two());
    // Nothing but the commitment is in the way: the paddings are right, too.
    assertThat(Padding.unpad(first, first.length))
        .isNotNull()
        .isNotEqualTo(Padding.unpad(second, second.length));
    assertThat(Padding.unpad(second, second.length)).isNotNull();
  }

  @Test
  void the_envelope_opens_it_under_the_committed_key_alone() throws GeneralSecurityException {
    byte[] forOne = forge(KEY_ONE).bytes();
    assertThat(envelope.open(new DataKey(1, KEY_ONE), CONTEXT, forOne)).isNotEmpty();
    rejected(KEY_TWO, forOne);
    byte[] forTwo = forge(KEY_TWO).bytes();
    assertThat(envelope.open(new DataKey(1, KEY_TWO), CONTEXT, forTwo)).isNotEmpty();
    rejected(KEY_ONE, forTwo);
  }

  @Test
  void under_a_commitment_to_neither_key_nobody_opens_it() throws GeneralSecurityException {
    byte[] forNobody = forge(TestKeys.counting(0x77, DataKey.SIZE)).bytes();
    rejected(KEY_ONE, forNobody);
    rejected(KEY_TWO, forNobody);
  }

  @Test
  void the_field_of_the_forger_is_that_of_ghash() {
    // Test case 2 of the GCM specification (McGrew and Viega): H, and C * H of its first step.
    byte[] hashKey = HexFormat.of().parseHex("66e94bd4ef8a2c3b884cfa59ca342b2e");
    byte[] block = HexFormat.of().parseHex("0388dace60b6a392f328c2b971b2fe78");
    GhashField h = GhashField.of(hashKey, 0, 16);
    assertThat(GhashField.of(block, 0, 16).times(h).bytes())
        .isEqualTo(HexFormat.of().parseHex("5e2ec746917062882c85b0685353deb7"));
    assertThat(h.times(h.inverse())).isEqualTo(GhashField.ONE);
  }

  private void rejected(byte[] key, byte[] sealed) {
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> envelope.open(new DataKey(1, key), CONTEXT, sealed));
  }

  private Forgery forge(byte[] committedKey) throws GeneralSecurityException {
    byte[] context = CONTEXT.bytes(1);
    for (int attempt = 0; attempt < MANY_SALTS; attempt++) {
      byte[] salt = Arrays.copyOf(ByteBuffer.allocate(4).putInt(attempt).array(), 16);
      Side one = Side.of(suite, KEY_ONE, salt, context);
      Side two = Side.of(suite, KEY_TWO, salt, context);
      byte[] header =
          ByteBuffer.allocate(54)
              .put((byte) 1)
              .put(suite.code())
              .putInt(1)
              .put(salt)
              .put(TwoKeyForger.commitment(suite, committedKey, salt, context))
              .array();
      Optional<byte[]> body = TwoKeyForger.forge(one, two, aad(header));
      if (body.isPresent()) {
        byte[] all =
            ByteBuffer.allocate(54 + body.get().length).put(header).put(body.get()).array();
        return new Forgery(all, aad(header), one, two);
      }
    }
    throw new AssertionError("one salt of 256 should do");
  }

  private byte[] aad(byte[] header) {
    return suite == EnvelopeSuite.ONE ? header : new byte[0];
  }
}

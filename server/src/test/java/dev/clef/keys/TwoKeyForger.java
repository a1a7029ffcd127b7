package dev.clef.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes one AES-GCM ciphertext that two keys accept ("Partitioning Oracle Attacks", USENIX Security
 * 2021): the tags under both keys are linear in every block of the ciphertext, so one block can be
 * chosen to make them equal. Two blocks of ciphertext, the first of which is the free one; the last
 * byte decrypts to the end of a valid padding under both keys.
 */
final class TwoKeyForger {

  private static final int BODY_BYTES = 32;
  private static final byte PAD_MARK = (byte) 0x80;

  /** A message key and its initialisation vector. */
  record Side(byte[] key, byte[] iv) {

    /** What the envelope derives for a data key and a context, by the means of the JDK alone. */
    static Side of(EnvelopeSuite suite, byte[] dataKey, byte[] salt, byte[] context)
        throws GeneralSecurityException {
      return switch (suite) {
        case ONE ->
            new Side(
                prf(dataKey, 1, salt, sha256(context)),
                Arrays.copyOf(prf(dataKey, 2, salt, sha256(context)), 12));
        case TWO -> new Side(expanded(1, prf(dataKey, 4, salt, context)), new byte[12]);
      };
    }

    private byte[] aes(int counter, int length) throws GeneralSecurityException {
      Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
      byte[] block = ByteBuffer.allocate(16).put(iv).putInt(counter).array();
      ctr.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(block));
      return ctr.doFinal(new byte[length]);
    }

    private GhashField hashKey() throws GeneralSecurityException {
      Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return GhashField.of(ecb.doFinal(new byte[16]), 0, 16);
    }
  }

  private TwoKeyForger() {}

  /** The commitment of an envelope, by the means of the JDK alone. */
  static byte[] commitment(EnvelopeSuite suite, byte[] dataKey, byte[] salt, byte[] context)
      throws GeneralSecurityException {
    return switch (suite) {
      case ONE -> prf(dataKey, 3, salt, sha256(context));
      case TWO -> expanded(3, prf(dataKey, 4, salt, context));
    };
  }

  private static byte[] prf(byte[] dataKey, int label, byte[] salt, byte[] rest)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(dataKey, "HmacSHA256"));
    mac.update((byte) label);
    mac.update(salt);
    return mac.doFinal(rest);
  }

  private static byte[] expanded(int label, byte[] whole) throws GeneralSecurityException {
    return sha256(ByteBuffer.allocate(33).put((byte) label).put(whole).array());
  }

  private static byte[] sha256(byte[] in) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(in);
  }

  /**
   * Ciphertext and tag that both sides accept with {@code aad} as associated data; empty when the
   * key streams do not allow a padding for both, which is so for 255 of 256 salts.
   */
  static Optional<byte[]> forge(Side one, Side two, byte[] aad) throws GeneralSecurityException {
    byte[] streamOne = one.aes(2, BODY_BYTES);
    byte[] streamTwo = two.aes(2, BODY_BYTES);
    if (streamOne[BODY_BYTES - 1] != streamTwo[BODY_BYTES - 1]) {
      return Optional.empty();
    }
    byte[] body = new byte[BODY_BYTES];
    body[BODY_BYTES - 1] = (byte) (streamOne[BODY_BYTES - 1] ^ PAD_MARK);
    // GHASH = ... + block1 * H^3 + block2 * H^2 + lengths * H; the tag adds E(iv | 1). Solve for
    // block1.
    GhashField difference = tag(one, aad, body).plus(tag(two, aad, body));
    GhashField factor = one.hashKey().power(3).plus(two.hashKey().power(3));
    System.arraycopy(difference.times(factor.inverse()).bytes(), 0, body, 0, 16);
    byte[] tag = tag(one, aad, body).bytes();
    return Optional.of(ByteBuffer.allocate(BODY_BYTES + 16).put(body).put(tag).array());
  }

  private static GhashField tag(Side side, byte[] aad, byte[] body)
      throws GeneralSecurityException {
    GhashField hashKey = side.hashKey();
    GhashField sum = GhashField.ZERO;
    for (byte[] part : new byte[][] {aad, body}) {
      for (int at = 0; at < part.length; at += 16) {
        GhashField block = GhashField.of(part, at, Math.min(16, part.length - at));
        sum = sum.plus(block).times(hashKey);
      }
    }
    GhashField lengths = new GhashField(aad.length * 8L, body.length * 8L);
    GhashField hash = sum.plus(lengths).times(hashKey);
    return hash.plus(GhashField.of(side.aes(1, 16), 0, 16));
  }
}

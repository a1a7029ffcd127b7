package dev.clef.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The primitives, looked up once and reused: a provider look-up per operation costs four times the
 * operation. Engines are pooled and not thread-local, because virtual threads are many and short.
 */
final class CryptoEngine {

  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  /** Longer values get an array of their own. */
  private static final int VALUE_ROOM_BYTES = 4096;

  private static final byte[] NO_KEY = new byte[DataKey.SIZE];

  private static final ConcurrentLinkedQueue<CryptoEngine> IDLE = new ConcurrentLinkedQueue<>();

  final HmacSha256 hmac = new HmacSha256();

  /** Room for a context. */
  final Context parts = new Context();

  /** What a suite of envelopes derives; the key is overwritten after use. */
  final byte[] messageKey = new byte[DataKey.SIZE];

  final byte[] iv = new byte[IV_BYTES];
  final byte[] commitment = new byte[HmacSha256.SIZE];

  /** Room for a byte and the hash to be expanded; overwritten after use. */
  final byte[] expansion = new byte[1 + HmacSha256.SIZE];

  private final MessageDigest sha256 = HmacSha256.sha256();

  /** One cipher for each direction: it keeps the schedule of its last key. */
  private final Cipher encrypting = gcm();

  private final Cipher decrypting = gcm();

  private final byte[] keyRoom = new byte[DataKey.SIZE];
  private final byte[] valueRoom = new byte[VALUE_ROOM_BYTES];
  private boolean used;
  private long forgotten;

  private CryptoEngine() {}

  private static Cipher gcm() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Runs {@code work} with an engine no other thread uses meanwhile. */
  static <T> T with(Function<CryptoEngine, T> work) {
    CryptoEngine engine = IDLE.poll();
    if (engine == null) {
      engine = new CryptoEngine();
    }
    engine.used = true;
    try {
      return work.apply(engine);
    } finally {
      IDLE.offer(engine);
    }
  }

  /**
   * Makes engines nobody uses forget the wrapping keys they used last: the ciphers of the JDK keep
   * them in the heap until they get another.
   */
  static void sweep() {
    for (int left = IDLE.size(); left > 0; left--) {
      CryptoEngine engine = IDLE.poll();
      if (engine == null) {
        return;
      }
      engine.forget();
      IDLE.offer(engine);
    }
  }

  private void forget() {
    if (!used) {
      return;
    }
    // Never the same again, or the cipher would refuse it.
    byte[] iv = ByteBuffer.allocate(IV_BYTES).putLong(++forgotten).array();
    byte[] nothing = new byte[0];
    encrypt(NO_KEY, iv, nothing, 0, nothing, new byte[TAG_BYTES], 0);
    try {
      decrypting.init(Cipher.DECRYPT_MODE, aes(NO_KEY), new GCMParameterSpec(TAG_BYTES * 8, iv));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
    sha256.reset();
    hmac.forget();
    used = false;
  }

  byte[] hmac(DataKey key, byte[] message) {
    key(key);
    return hmac.last(message);
  }

  /** Sets the key of {@link #hmac}. */
  void key(DataKey key) {
    key.copyTo(keyRoom);
    hmac.key(keyRoom);
    Arrays.fill(keyRoom, (byte) 0);
  }

  /** SHA-256 of the first {@code length} bytes of {@code in}, into {@code out}. */
  void hash(byte[] in, int length, byte[] out, int at) {
    sha256.update(in, 0, length);
    HmacSha256.digest(sha256, out, at);
  }

  /** Room for the plaintext of a value; whoever uses it overwrites it. */
  byte[] room(int bytes) {
    return bytes <= VALUE_ROOM_BYTES ? valueRoom : new byte[bytes];
  }

  /**
   * AES-256-GCM of {@code length} bytes from {@code at} on, in their place and with the tag behind
   * them; of what stands before them, the first {@code aadLength} bytes are associated data.
   */
  void encryptInPlace(byte[] key, byte[] iv, int aadLength, byte[] all, int at, int length) {
    try {
      encrypting.init(Cipher.ENCRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      encrypting.updateAAD(all, 0, aadLength);
      encrypting.doFinal(all, at, length, all, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption failed", e);
    }
  }

  /**
   * The reverse of {@link #encryptInPlace}, into {@code out}.
   *
   * @return the length of the plaintext
   */
  int decryptInto(byte[] out, byte[] key, byte[] iv, int aadLength, byte[] all, int at) {
    try {
      decrypting.init(Cipher.DECRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      decrypting.updateAAD(all, 0, aadLength);
      return decrypting.doFinal(all, at, all.length - at, out, 0);
    } catch (GeneralSecurityException e) {
      throw new EnvelopeRejected();
    }
  }

  /** AES-256-GCM into {@code out} at {@code offset}: ciphertext and tag. */
  void encrypt(
      byte[] key, byte[] iv, byte[] aad, int aadLength, byte[] plain, byte[] out, int offset) {
    try {
      encrypting.init(Cipher.ENCRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      encrypting.updateAAD(aad, 0, aadLength);
      encrypting.doFinal(plain, 0, plain.length, out, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption failed", e);
    }
  }

  /** AES-256-GCM of the bytes of {@code in} from {@code offset} on. */
  byte[] decrypt(byte[] key, byte[] iv, byte[] aad, int aadLength, byte[] in, int offset) {
    try {
      decrypting.init(Cipher.DECRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      decrypting.updateAAD(aad, 0, aadLength);
      return decrypting.doFinal(in, offset, in.length - offset);
    } catch (GeneralSecurityException e) {
      throw new EnvelopeRejected();
    }
  }

  private static SecretKeySpec aes(byte[] key) {
    return new SecretKeySpec(key, "AES");
  }
}

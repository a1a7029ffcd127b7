package dev.clef.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The primitives, looked up once and reused: a provider look-up per operation costs four times the
 * operation. Engines are pooled and not thread-local, because virtual threads are many and short.
 */
final class CryptoEngine {

  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  private static final ConcurrentLinkedQueue<CryptoEngine> IDLE = new ConcurrentLinkedQueue<>();

  final Mac hmac;
  final MessageDigest sha256;
  private final Cipher gcm;

  private CryptoEngine() {
    try {
      hmac = Mac.getInstance("HmacSHA256");
      sha256 = MessageDigest.getInstance("SHA-256");
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256, HMAC-SHA256 and AES-GCM", e);
    }
  }

  /** Runs {@code work} with an engine no other thread uses meanwhile. */
  static <T> T with(Function<CryptoEngine, T> work) {
    CryptoEngine engine = IDLE.poll();
    if (engine == null) {
      engine = new CryptoEngine();
    }
    try {
      return work.apply(engine);
    } finally {
      IDLE.offer(engine);
    }
  }

  void hmacKey(byte[] keyBytes) {
    try {
      hmac.init(new SecretKeySpec(keyBytes, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC refuses no key", e);
    }
  }

  byte[] hmac(byte[] keyBytes, byte[] message) {
    hmacKey(keyBytes);
    return hmac.doFinal(message);
  }

  /** AES-256-GCM into {@code out} at {@code offset}: ciphertext and tag. */
  void encrypt(
      byte[] key, byte[] iv, byte[] aad, int aadLength, byte[] plain, byte[] out, int offset) {
    try {
      gcm.init(Cipher.ENCRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      gcm.updateAAD(aad, 0, aadLength);
      gcm.doFinal(plain, 0, plain.length, out, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption failed", e);
    }
  }

  /** AES-256-GCM of the bytes of {@code in} from {@code offset} on. */
  byte[] decrypt(byte[] key, byte[] iv, byte[] aad, int aadLength, byte[] in, int offset) {
    try {
      gcm.init(Cipher.DECRYPT_MODE, aes(key), new GCMParameterSpec(TAG_BYTES * 8, iv));
      gcm.updateAAD(aad, 0, aadLength);
      return gcm.doFinal(in, offset, in.length - offset);
    } catch (GeneralSecurityException e) {
      throw new EnvelopeRejected();
    }
  }

  private static SecretKeySpec aes(byte[] key) {
    return new SecretKeySpec(key, "AES");
  }
}

package dev.clef.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The domain-separated SHA-256 of RFC 6962 §2.1. */
public final class TreeHash {

  /** Bytes of one hash. */
  public static final int SIZE = 32;

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;

  private TreeHash() {}

  /** The leaf hash: SHA-256(0x00 || entry). */
  public static byte[] leaf(byte[] entry) {
    MessageDigest sha256 = sha256();
    sha256.update(LEAF);
    return sha256.digest(entry);
  }

  /** The hash of an inner node: SHA-256(0x01 || left || right), both of {@link #SIZE} bytes. */
  public static byte[] node(byte[] left, byte[] right) {
    MessageDigest sha256 = sha256();
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }

  /** The root of the empty tree: SHA-256 of nothing. */
  public static byte[] empty() {
    return sha256().digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package dev.clef.ledger;

import java.util.Arrays;
import java.util.Base64;

/** An immutable run of bytes with the equality of its content, so that records can hold bytes. */
public final class Bytes {

  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes copyOf(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  static Bytes copyOf(byte[] bytes, int from, int length) {
    return new Bytes(Arrays.copyOfRange(bytes, from, from + length));
  }

  /** Takes the array itself: the caller must not change it afterwards. */
  static Bytes wrap(byte[] bytes) {
    return new Bytes(bytes);
  }

  /**
   * Decodes standard base64 (RFC 4648 §4) and accepts only the one canonical spelling: padded, no
   * stray bits.
   *
   * @throws MalformedException when it is anything else
   */
  public static Bytes ofBase64(String text) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not base64: " + e.getMessage());
    }
    if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
      throw new MalformedException("not canonical base64");
    }
    return new Bytes(decoded);
  }

  public int size() {
    return bytes.length;
  }

  /** A fresh copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The array itself: read only. */
  byte[] raw() {
    return bytes;
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}

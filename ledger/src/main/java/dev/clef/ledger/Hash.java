package dev.clef.ledger;

import java.util.HexFormat;

/** Exactly 32 bytes: a tree hash or a commitment. */
public record Hash(Bytes bytes) {

  /** Bytes of one hash. */
  public static final int SIZE = 32;

  public Hash {
    if (bytes.size() != SIZE) {
      throw new MalformedException("a hash has 32 bytes, not " + bytes.size());
    }
  }

  /** Copies 32 bytes. */
  public static Hash of(byte[] bytes) {
    return new Hash(Bytes.copyOf(bytes));
  }

  public static Hash ofBase64(String text) {
    return new Hash(Bytes.ofBase64(text));
  }

  static Hash at(byte[] buffer, int offset) {
    return new Hash(Bytes.copyOf(buffer, offset, SIZE));
  }

  /** A fresh copy of the 32 bytes. */
  public byte[] toArray() {
    return bytes.toArray();
  }

  byte[] raw() {
    return bytes.raw();
  }

  public String base64() {
    return bytes.base64();
  }

  /** Lower-case hex. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes.raw());
  }
}

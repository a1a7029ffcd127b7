package dev.clef.blocklist;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a filter knows of a password: the first 64 bits of its SHA-1, by which public lists of
 * stolen passwords are kept. Nothing relies on SHA-1 being strong here: it spreads evenly, and that
 * is all a filter needs.
 */
public final class PasswordHash64 {

  /** Hexadecimal digits of a whole SHA-1. */
  public static final int SHA1_DIGITS = 40;

  private static final int DIGITS = 16;

  private PasswordHash64() {}

  /** Of the bytes of a password, in UTF-8. */
  public static long of(byte[] password) {
    return of(password, 0, password.length);
  }

  /** Of a part of an array. */
  public static long of(byte[] bytes, int offset, int length) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(bytes, offset, length);
      return ByteBuffer.wrap(sha1.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /**
   * Of a SHA-1 written as 40 hexadecimal digits of either case.
   *
   * @throws NumberFormatException when there is anything else among them
   */
  public static long parse(byte[] text, int offset) {
    long hash = 0;
    for (int i = 0; i < SHA1_DIGITS; i++) {
      int digit = Character.digit(text[offset + i], DIGITS);
      if (digit < 0) {
        throw new NumberFormatException("not a SHA-1");
      }
      if (i < DIGITS) {
        hash = (hash << 4) | digit;
      }
    }
    return hash;
  }
}

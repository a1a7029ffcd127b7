package dev.clef.identity.credentials;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** RFC 4648 §6 without padding, the way secrets of authenticator apps are written. */
final class Base32 {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(Math.ceilDiv(bytes.length * 8, 5));
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = ((buffer << 8) | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt((buffer >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /** Upper case, padding optional; empty when a character or the stray bits are wrong. */
  static Optional<byte[]> decode(String padded) {
    String text = padded.replaceFirst("=*$", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      buffer = ((buffer << 5) | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    byte[] decoded = bytes.toByteArray();
    return encode(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
  }
}

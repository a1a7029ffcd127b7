package dev.clef.identity.credentials;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/** The text of a password, from what was typed to the bytes that are hashed. */
final class PasswordText {

  /** UTF-16 units beyond which nothing is a password; bounds the work of normalising. */
  static final int MAX_TYPED_LENGTH = 4096;

  private PasswordText() {}

  /**
   * RFC 8265 §4.2.2: every space of Unicode becomes U+0020, then NFC; case and width stay. What the
   * FreeformClass disallows is not looked at here: {@link PasswordPolicy} does, for new passwords.
   */
  static String opaque(String typed) {
    StringBuilder mapped = new StringBuilder(typed.length());
    typed
        .codePoints()
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    return Normalizer.normalize(mapped, Normalizer.Form.NFC);
  }

  /** The bytes to hash; empty when the text is too long to be a password or is not text. */
  static Optional<byte[]> bytes(String typed, PasswordHash.Form form) {
    if (typed.length() > MAX_TYPED_LENGTH) {
      return Optional.empty();
    }
    return switch (form) {
      case OPAQUE -> utf8(opaque(typed));
      case RAW -> utf8(typed);
    };
  }

  /** Empty for a lone surrogate, which UTF-8 does not have (RFC 3629 §3). */
  static Optional<byte[]> utf8(String text) {
    ByteBuffer buffer = ByteBuffer.allocate(text.length() * 3);
    try {
      CoderResult result =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), buffer, true);
      return result.isError()
          ? Optional.empty()
          : Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
    } finally {
      Arrays.fill(buffer.array(), (byte) 0);
    }
  }
}

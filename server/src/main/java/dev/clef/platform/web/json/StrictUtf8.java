package dev.clef.platform.web.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Whether bytes are JSON text in UTF-8 (RFC 8259 §8.1) whose strings are Unicode (RFC 7493 §2.1).
 *
 * <p>Jackson would guess UTF-16 from zero bytes, let the escape of half a character pass and leave
 * it in the string, where it cannot be encoded again: two names could then become one.
 */
final class StrictUtf8 {

  private static final int ESCAPE_CHARS = 6;

  private StrictUtf8() {}

  /** False for overlong forms, encoded surrogates, zero bytes and unpaired surrogate escapes. */
  static boolean accepts(byte[] text) {
    CharBuffer chars;
    try {
      chars =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      return false;
    }
    return escapesArePaired(chars);
  }

  private static boolean escapesArePaired(CharSequence chars) {
    int at = 0;
    while (at < chars.length()) {
      char c = chars.charAt(at);
      if (c == 0) {
        return false;
      } else if (c != '\\') {
        at++;
      } else {
        int escaped = escapedUnit(chars, at);
        if (escaped < 0 || !Character.isSurrogate((char) escaped)) {
          at += 2;
        } else if (Character.isHighSurrogate((char) escaped)
            && isLow(escapedUnit(chars, at + ESCAPE_CHARS))) {
          at += 2 * ESCAPE_CHARS;
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isLow(int unit) {
    return unit >= 0 && Character.isLowSurrogate((char) unit);
  }

  /** The UTF-16 unit of the escape {@code \}{@code uXXXX} at a place, or -1 when there is none. */
  private static int escapedUnit(CharSequence chars, int at) {
    if (at + ESCAPE_CHARS > chars.length()
        || chars.charAt(at) != '\\'
        || chars.charAt(at + 1) != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE_CHARS; i++) {
      int digit = Character.digit(chars.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}

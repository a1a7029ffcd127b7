package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** What a share of a ceremony is, beyond being codex32. */
final class CeremonyShare {

  /** BIP-93 leaves other prefixes than "ms" to others; with this one the code is far from full. */
  static final String PREFIX = "clef";

  static final int KEY_BYTES = 32;

  /** Prefix, 1, and 71 characters: 19 groups of four. */
  static final int LENGTH = 76;

  /** The indexes in the order they are given out: BIP-93, §For a fresh secret. */
  static final String INDEXES = "acdefghjklmnpqrtuvwxyz023456789";

  private CeremonyShare() {}

  /**
   * Reads what somebody typed or printed. Case, blanks and hyphens do not count.
   *
   * @throws MalformedException that says what is wrong and holds nothing of the share
   */
  static Codex32 parse(CharSequence typed) {
    char[] text = new char[typed.length()];
    int length = 0;
    for (int i = 0; i < typed.length(); i++) {
      char letter = typed.charAt(i);
      if (counts(letter)) {
        text[length++] = Codex32Reader.lower(letter);
      }
    }
    try {
      if (length != LENGTH) {
        throw new MalformedException(
            "it has " + length + " characters and not " + LENGTH + ", blanks not counted");
      }
      Codex32 share = Codex32.parse(PREFIX, CharBuffer.wrap(text, 0, length));
      if (share.index() == Codex32.SECRET || share.threshold() == 0) {
        share.wipe();
        throw new MalformedException("it is no share but a key itself");
      }
      return share;
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  /** Whether a typed character is one of the share. */
  static boolean counts(char letter) {
    return !Character.isWhitespace(letter) && letter != '-' && letter != '\u00a0';
  }

  /** SHA-256 of the share as 76 lower-case characters, in hexadecimal. */
  static String hash(Codex32 share) {
    char[] text = share.text();
    byte[] ascii = ascii(text);
    try {
      MessageDigest digest = Sha256.digest();
      return HexFormat.of().formatHex(digest.digest(ascii));
    } finally {
      Arrays.fill(text, '\0');
      Arrays.fill(ascii, (byte) 0);
    }
  }

  static byte[] ascii(char[] text) {
    byte[] ascii = new byte[text.length];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) text[i];
    }
    return ascii;
  }
}

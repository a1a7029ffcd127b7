package dev.clef.identity.credentials;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A user name of the profile UsernameCaseMapped (RFC 8265 §3.3), and the key any name is found by.
 *
 * <p>New names are {@link Valid} or refused. Names of imported people may be anything: they are
 * kept as they are and found by {@link #lookupKey}, which for a valid name is its normalised form.
 */
public sealed interface UserName {

  /**
   * Which rules {@link #lookupKey} follows; stored beside every key. A change of the rules is a new
   * number and a migration of the keys.
   */
  byte NORM_VERSION = 1;

  /** The longest name, in code points. */
  int MAXIMUM_LENGTH = 255;

  /** A name that keeps all rules, in the form in which names are compared. */
  record Valid(String normalized) implements UserName {
    @Override
    public String toString() {
      return "UserName.Valid[<redacted>]";
    }
  }

  /** A name that breaks a rule. */
  record Invalid(Reason reason) implements UserName {}

  /** The rule that a name breaks. */
  enum Reason {
    /** Nothing is left of it. */
    EMPTY,
    /** More than {@link #MAXIMUM_LENGTH} code points. */
    TOO_LONG,
    /** Lone surrogates. */
    NOT_TEXT,
    /**
     * Not letters, digits or visible ASCII: spaces, symbols, emoji, controls, compatibility forms.
     */
    CHARACTER,
    /** Mixed directions that could be displayed as another name (RFC 5893 §2). */
    DIRECTION
  }

  /** Prepares and enforces the profile (RFC 8265 §3.3.2, §3.3.3), step by step. */
  static UserName of(String typed) {
    if (!isText(typed)) {
      return new Invalid(Reason.NOT_TEXT);
    }
    if (typed.codePointCount(0, typed.length()) > MAXIMUM_LENGTH) {
      return new Invalid(Reason.TOO_LONG);
    }
    // Preparation: width mapping, then only code points of the IdentifierClass.
    String wide = Precis.mapWidth(typed);
    if (!Precis.isIdentifier(wide)) {
      return new Invalid(Reason.CHARACTER);
    }
    // Enforcement: case mapping, NFC, directionality, and once more what the class allows.
    String normalized = nfc(wide.toLowerCase(Locale.ROOT));
    if (normalized.isEmpty()) {
      return new Invalid(Reason.EMPTY);
    }
    if (!Precis.isIdentifier(normalized)) {
      return new Invalid(Reason.CHARACTER);
    }
    if (!BidiRule.allows(normalized)) {
      return new Invalid(Reason.DIRECTION);
    }
    return new Valid(normalized);
  }

  /**
   * The key by which a name is found, for any name at all. Equal keys are a collision, to be
   * reported and never merged. Stable: the key of a key is itself. Not for display.
   */
  static String lookupKey(String typed) {
    return switch (of(typed)) {
      case Valid(String normalized) -> normalized;
      case Invalid invalid -> LenientName.key(typed);
    };
  }

  private static boolean isText(String typed) {
    return typed.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}

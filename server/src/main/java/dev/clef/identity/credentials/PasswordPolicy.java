package dev.clef.identity.credentials;

/**
 * What a new password must be: long enough, and text (NIST SP 800-63B-4 §3.1.1.2). Any character of
 * Unicode, no rules of composition. Never applied to a sign-in: what was once set must work.
 *
 * <p>Wider than the FreeformClass of RFC 8264 in one point: joiners and variation selectors are
 * taken, because emoji are made of them.
 */
public final class PasswordPolicy {

  /** In code points, after normalisation. */
  public static final int MAXIMUM_LENGTH = 256;

  /** The outcome of a check. */
  public sealed interface Outcome {}

  /** The password may be set. */
  public record Accepted() implements Outcome {}

  /** Fewer code points than the minimum. */
  public record TooShort(int minimum) implements Outcome {}

  /** More code points than the maximum. */
  public record TooLong(int maximum) implements Outcome {}

  /** Control characters, code points without a character, or lone surrogates. */
  public record NotText() implements Outcome {}

  private final int minimumLength;

  /** A policy with a minimum in code points. */
  public PasswordPolicy(int minimumLength) {
    this.minimumLength = minimumLength;
  }

  /** Checks what a person typed as a new password. */
  public Outcome check(String typed) {
    if (typed.length() > PasswordText.MAX_TYPED_LENGTH) {
      return new TooLong(MAXIMUM_LENGTH);
    }
    if (!typed.codePoints().allMatch(PasswordPolicy::isText)) {
      return new NotText();
    }
    String opaque = PasswordText.opaque(typed);
    int length = opaque.codePointCount(0, opaque.length());
    if (length < minimumLength) {
      return new TooShort(minimumLength);
    }
    return length > MAXIMUM_LENGTH ? new TooLong(MAXIMUM_LENGTH) : new Accepted();
  }

  private static boolean isText(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.CONTROL && type != Character.UNASSIGNED && type != Character.SURROGATE;
  }
}

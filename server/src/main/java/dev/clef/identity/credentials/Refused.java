package dev.clef.identity.credentials;

/** Thrown by the constructors of this package's values; carries a code and never the value. */
final class Refused extends IllegalArgumentException {

  private final Unsupported.Reason reason;

  Refused(Unsupported.Reason reason) {
    super("unsupported credential: " + reason);
    this.reason = reason;
  }

  Unsupported unsupported() {
    return new Unsupported(reason);
  }

  static void unless(boolean condition, Unsupported.Reason reason) {
    if (!condition) {
      throw new Refused(reason);
    }
  }
}

package dev.clef.platform;

/**
 * The process cannot start, for a reason its operator can remove. The message is printed alone,
 * without a stack trace: it says what is wrong and what to do, and holds no secret.
 */
public final class StartRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A reason that needs no cause to be understood. */
  public StartRefused(String message) {
    super(message);
  }

  /** A reason with its cause; the cause must hold no secret either. */
  public StartRefused(String message, Throwable cause) {
    super(message, cause);
  }
}

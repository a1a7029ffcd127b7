package dev.clef.platform;

import org.springframework.boot.ExitCodeGenerator;

/**
 * The process cannot start, for a reason its operator can remove. The message is printed alone,
 * without a stack trace: it says what is wrong and what to do, and holds no secret. The process
 * ends with exit code 3, as the launcher does when something is missing on the machine.
 */
public final class StartRefused extends RuntimeException implements ExitCodeGenerator {

  private static final long serialVersionUID = 1L;

  /** A reason that needs no cause to be understood. */
  public StartRefused(String message) {
    super(message);
  }

  /** A reason with its cause; the cause must hold no secret either. */
  public StartRefused(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int getExitCode() {
    return 3;
  }
}

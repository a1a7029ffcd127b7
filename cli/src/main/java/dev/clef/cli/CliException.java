package dev.clef.cli;

/** Ends a command with one line on stderr and an exit code. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CliException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** What was asked for was tried and is not so. */
  static CliException failed(String message) {
    return new CliException(Main.FAILED, message);
  }

  /** It could not be tried: no server, no file. */
  static CliException environment(String message) {
    return new CliException(Main.ENVIRONMENT, message);
  }

  int exitCode() {
    return exitCode;
  }
}

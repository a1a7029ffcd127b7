package dev.clef.platform;

import java.io.Console;
import java.util.Optional;

/** The terminal somebody sits at, if any: the only place where Clef writes anything but its log. */
public final class Terminal {

  private Terminal() {}

  /**
   * The terminal, or nothing when input or output is a file or a pipe. {@link System#console()}
   * answers null then in JDK 25, and a console that is no terminal in JDK 22 to 24.
   */
  public static Optional<Console> attached() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}

package dev.clef.cli;

import java.io.Console;
import java.util.Optional;

/** The terminal somebody sits at, when there is one. */
final class Terminal {

  private Terminal() {}

  static Optional<Console> attached() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}

package dev.clef.platform.web;

import java.util.Locale;

/**
 * One kind of error of the public API (RFC 9457 §4). Each module adds its own as an enum that
 * implements this interface; a code, once published, is never given another meaning.
 */
public interface ProblemType {

  /** The constant's name; an enum has it already. */
  String name();

  /** The HTTP status, 400 to 599. */
  int status();

  /** One English sentence that says the kind and nothing about the case at hand. */
  String title();

  /** The stable machine-readable name, in snake_case. */
  default String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

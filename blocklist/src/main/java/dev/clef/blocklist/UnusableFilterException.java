package dev.clef.blocklist;

import java.io.IOException;

/** A file is no password filter, or not a whole one; the message says how, without its path. */
public final class UnusableFilterException extends IOException {

  private static final long serialVersionUID = 1L;

  UnusableFilterException(String message) {
    super(message);
  }
}

package dev.clef.identity.credentials;

import java.time.Duration;

/**
 * No password could be hashed now: the queue is full, the wait was too long, or the process is
 * stopping. Says nothing about the password. Without a stack trace, as it is thrown most when there
 * is least time.
 */
public final class HashingOverloaded extends RuntimeException {

  private final Duration retryAfter;

  HashingOverloaded(Duration retryAfter) {
    super("password hashing is overloaded", null, false, false);
    this.retryAfter = retryAfter;
  }

  /** When trying again makes sense; at least one second. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

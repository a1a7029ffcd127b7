package dev.clef.keys;

import org.jspecify.annotations.Nullable;

/**
 * The custodian cannot be reached now: a hardware module is absent, its session lost, its token
 * removed. What needs it is answered with 503; the same request may succeed later. The message is
 * for operators and carries no key material.
 */
public final class CustodianUnavailable extends RuntimeException {

  public CustodianUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

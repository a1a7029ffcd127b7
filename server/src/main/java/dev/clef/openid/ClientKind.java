package dev.clef.openid;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What sort of application a client is (RFC 6749 §2.1). The names are stored: never rename one. */
public enum ClientKind {
  /** Runs on a server of its own and keeps a secret. */
  WEB,
  /** Runs in a browser; keeps no secret. */
  SPA,
  /** Runs on somebody's device; keeps no secret (RFC 8252). */
  NATIVE,
  /** Acts for itself, without anybody signed in; keeps a secret. */
  SERVICE,
  /** Has no browser, or no keys to type on; keeps no secret (RFC 8628). */
  DEVICE;

  /** The name in the API and in the database. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of this name; empty when there is none. */
  static Optional<ClientKind> of(@Nullable String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }

  /** Whether it proves itself with a secret. */
  boolean isConfidential() {
    return this == WEB || this == SERVICE;
  }

  /** Whether answers are sent to an address of its own. */
  boolean hasAddress() {
    return this == WEB || this == SPA || this == NATIVE;
  }

  /** Whether people sign in to it. */
  boolean hasPeople() {
    return this != SERVICE;
  }
}

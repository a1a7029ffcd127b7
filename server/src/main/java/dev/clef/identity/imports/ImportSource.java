package dev.clef.identity.imports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of source. Their codes stand in accounts and in keyed digests: never rename one. */
public enum ImportSource {
  KEYCLOAK,
  CSV;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ImportSource> of(@Nullable String code) {
    return Arrays.stream(values()).filter(source -> source.code().equals(code)).findFirst();
  }
}

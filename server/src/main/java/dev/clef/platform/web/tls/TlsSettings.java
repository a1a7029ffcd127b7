package dev.clef.platform.web.tls;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code clef.tls.*}.
 *
 * @param enabled false only behind a proxy on the same machine that ends TLS, and in tests
 * @param hosts names and addresses for our own certificate besides those of this machine
 * @param certificate the operator's chain, PEM, leaf first; then ours is not made
 * @param privateKey the key of that leaf, PEM
 */
@ConfigurationProperties("clef.tls")
record TlsSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Set<String> hosts,
    @Nullable Path certificate,
    @Nullable Path privateKey) {

  TlsSettings {
    if ((certificate == null) != (privateKey == null)) {
      throw new IllegalArgumentException(
          "clef.tls.certificate and clef.tls.private-key are set together or not at all");
    }
  }
}

package dev.clef.identity;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of passkeys.
 *
 * @param rpId the host name keys are made for, such as {@code example.org}: it, or one above it, is
 *     that of every page they are used on. Keys are bound to it for good. When absent, see {@link
 *     PasskeySites}
 * @param name what authenticators call the service
 */
@ConfigurationProperties("clef.passkeys")
public record PasskeyProperties(@Nullable String rpId, @DefaultValue("Clef") String name) {

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int MAX_NAME_CHARS = 64;

  public PasskeyProperties {
    if (rpId != null && !HOST.matcher(rpId).matches()) {
      throw new IllegalArgumentException(
          "clef.passkeys.rp-id: a host name in lower case, such as example.org");
    }
    if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException("clef.passkeys.name: 1 to 64 characters");
    }
  }
}

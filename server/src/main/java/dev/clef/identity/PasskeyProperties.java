package dev.clef.identity;

import dev.clef.identity.credentials.attestation.AttestationPolicy;
import dev.clef.platform.StartRefused;
import java.nio.file.Path;
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
 * @param metadata a FIDO metadata file, against which new passkeys are held; null: they are not
 *     asked what they are
 * @param metadataRoot certificates in PEM, one of which certifies its signer; null: the authority
 *     of the FIDO Alliance
 * @param metadataSigner the host name in the certificate of its signer
 * @param attestation what is asked of new passkeys of listeners; null: with metadata {@code
 *     prefer}, else {@code ignore}
 */
@ConfigurationProperties("clef.passkeys")
public record PasskeyProperties(
    @Nullable String rpId,
    @DefaultValue("Clef") String name,
    @Nullable Path metadata,
    @Nullable Path metadataRoot,
    @DefaultValue("mds.fidoalliance.org") String metadataSigner,
    @Nullable AttestationPolicy attestation) {

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int MAX_NAME_CHARS = 64;
  private static final String NEEDS_METADATA =
      ": this needs a FIDO metadata file (clef.passkeys.metadata).";

  public PasskeyProperties {
    if (rpId != null && !HOST.matcher(rpId).matches()) {
      throw new IllegalArgumentException(
          "clef.passkeys.rp-id: a host name in lower case, such as example.org");
    }
    if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException("clef.passkeys.name: 1 to 64 characters");
    }
    if (asks(attestation) && metadata == null) {
      throw new IllegalArgumentException("clef.passkeys.attestation" + NEEDS_METADATA);
    }
  }

  /**
   * What is asked of new passkeys.
   *
   * @param setting which says so
   * @param set what it says; null when it is not set
   * @throws StartRefused when there is nothing to hold them against
   */
  public AttestationPolicy policy(String setting, @Nullable AttestationPolicy set) {
    if (asks(set) && metadata == null) {
      throw new StartRefused(setting + NEEDS_METADATA);
    }
    if (set != null) {
      return set;
    }
    return metadata == null ? AttestationPolicy.IGNORE : AttestationPolicy.PREFER;
  }

  private static boolean asks(@Nullable AttestationPolicy set) {
    return set == AttestationPolicy.PREFER || set == AttestationPolicy.REQUIRE;
  }
}

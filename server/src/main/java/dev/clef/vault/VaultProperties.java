package dev.clef.vault;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the vault.
 *
 * @param unreadAfter a field that nobody has read for so long is reported; whole days count
 */
@ConfigurationProperties("clef.vault")
public record VaultProperties(@DefaultValue("180d") Duration unreadAfter) {

  public VaultProperties {
    if (unreadAfter.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("clef.vault.unread-after: at least 1 day");
    }
  }
}

package dev.clef.audit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What becomes of a log that went back with its database.
 *
 * @param newLog the name under which it goes on, one it never had; null for none. Once that is done
 *     the setting does nothing, so one that is left behind gives no second name.
 */
@ConfigurationProperties("clef.restore")
public record RestoredLogProperties(@Nullable String newLog) {

  public RestoredLogProperties {
    if (newLog != null && !AuditProperties.isOrigin(newLog)) {
      throw new IllegalArgumentException(
          "clef.restore.new-log: 1 to 200 of letters, digits and . _ / -");
    }
  }
}

package dev.clef.platform.db;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys database.
 *
 * @param url CLEF_KEYS_DB_URL: a jdbc:postgresql URL with the owner's user and password; absent:
 *     embedded
 * @param appPassword CLEF_KEYS_DB_APP_PASSWORD: of the role clef_app, where the owner may not make
 *     roles
 * @param poolSize most connections as clef_app; 0 is as many as the lanes use, and some
 */
@ConfigurationProperties("clef.keys-db")
public record KeysDatabaseSettings(
    @Nullable String url, @Nullable String appPassword, @DefaultValue("0") int poolSize) {

  /** Refuses a pool that cannot work. */
  public KeysDatabaseSettings {
    if (poolSize != 0) {
      DatabaseSettings.requirePool("clef.keys-db.pool-size", poolSize);
    }
  }

  /** Prints nothing that could be a password. */
  @Override
  public String toString() {
    return "KeysDatabaseSettings[" + (url == null ? "embedded" : "external") + "]";
  }
}

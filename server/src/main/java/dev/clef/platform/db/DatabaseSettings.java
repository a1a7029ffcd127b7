package dev.clef.platform.db;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The data database.
 *
 * @param url CLEF_DB_URL: a jdbc:postgresql URL with the owner's user and password; absent:
 *     embedded
 * @param appPassword CLEF_DB_APP_PASSWORD: of the role clef_app, where the owner may not make roles
 * @param sequencerPassword CLEF_DB_SEQUENCER_PASSWORD: likewise, of clef_sequencer
 * @param poolSize most connections as clef_app
 * @param sequencerPoolSize most connections as clef_sequencer
 */
@ConfigurationProperties("clef.db")
public record DatabaseSettings(
    @Nullable String url,
    @Nullable String appPassword,
    @Nullable String sequencerPassword,
    @DefaultValue("16") int poolSize,
    @DefaultValue("2") int sequencerPoolSize) {

  /** Refuses pools that cannot work. */
  public DatabaseSettings {
    requirePool("clef.db.pool-size", poolSize);
    requirePool("clef.db.sequencer-pool-size", sequencerPoolSize);
  }

  static void requirePool(String name, int size) {
    if (size < 1 || size > 500) {
      throw new IllegalArgumentException(name + " must be between 1 and 500");
    }
  }

  /** Prints nothing that could be a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + (url == null ? "embedded" : "external") + "]";
  }
}

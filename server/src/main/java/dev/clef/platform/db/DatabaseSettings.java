package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import dev.clef.platform.web.lanes.LaneSettings;
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
 * @param poolSize most connections as clef_app; 0 is as many as the lanes use, and some
 * @param sequencerPoolSize most connections as clef_sequencer
 */
@ConfigurationProperties("clef.db")
public record DatabaseSettings(
    @Nullable String url,
    @Nullable String appPassword,
    @Nullable String sequencerPassword,
    @DefaultValue("0") int poolSize,
    @DefaultValue("2") int sequencerPoolSize) {

  private static final int MOST = 500;

  /** Scheduled work, letters, the log, health. */
  private static final int BESIDE = 4;

  /** Refuses pools that cannot work. */
  public DatabaseSettings {
    if (poolSize != 0) {
      requirePool("clef.db.pool-size", poolSize);
    }
    requirePool("clef.db.sequencer-pool-size", sequencerPoolSize);
  }

  static void requirePool(String name, int size) {
    if (size < 1 || size > MOST) {
      throw new IllegalArgumentException(name + " must be between 1 and 500");
    }
  }

  /**
   * The size of a pool that all lanes share: no lane alone can take every connection.
   *
   * @param chosen 0 is as many as the lanes use, and some for what is done beside requests
   */
  static int shared(String name, int chosen, LaneSettings lanes) {
    if (chosen == 0) {
      return Math.min(MOST, lanes.allConnections() + BESIDE);
    }
    if (chosen <= lanes.mostConnections()) {
      throw new StartRefused(
          "%s is %d, but a single lane uses up to %d (clef.lanes): it could take all connections."
              .formatted(name, chosen, lanes.mostConnections()));
    }
    return chosen;
  }

  /** Prints nothing that could be a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + (url == null ? "embedded" : "external") + "]";
  }
}

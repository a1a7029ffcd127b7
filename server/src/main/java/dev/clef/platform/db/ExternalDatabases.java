package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two databases when they are given by URL. */
final class ExternalDatabases {

  private ExternalDatabases() {}

  static Databases open(
      DataFolder folder,
      Randomness randomness,
      DatabaseSettings dataSettings,
      KeysDatabaseSettings keysSettings) {
    String dataUrl = dataSettings.url();
    String keysUrl = keysSettings.url();
    if (dataUrl == null || keysUrl == null) {
      throw new StartRefused(
          "Set both CLEF_DB_URL and CLEF_KEYS_DB_URL, or none of them for embedded databases.");
    }
    Map<String, @Nullable String> guests = new HashMap<>();
    guests.put(Roles.APP, dataSettings.appPassword());
    guests.put(Roles.SEQUENCER, dataSettings.sequencerPassword());
    Map<String, @Nullable String> keysGuests = new HashMap<>();
    keysGuests.put(Roles.APP, keysSettings.appPassword());

    Database data =
        new ExternalDatabase("data", "CLEF_DB_URL", dataUrl, guests).open(folder, randomness);
    Database keys =
        new ExternalDatabase("keys", "CLEF_KEYS_DB_URL", keysUrl, keysGuests)
            .open(folder, randomness);
    return new Databases(data, keys, () -> {});
  }
}

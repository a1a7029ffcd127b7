package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two databases when they are given by URL. */
final class ExternalDatabases {

  private ExternalDatabases() {}

  // Destroyed keys live on in the WAL and the backups of their cluster; it must be able to forget.
  private static void refuseOneCluster(Database data, Database keys) {
    if (identifier(data) == identifier(keys)) {
      throw new StartRefused(
          "CLEF_DB_URL and CLEF_KEYS_DB_URL lead to one PostgreSQL cluster. The keys need a cluster"
              + " of their own, with its own WAL and backups.");
    }
  }

  private static long identifier(Database database) {
    try (var connection = database.connect(database.owner()).getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select system_identifier from pg_control_system()")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new StartRefused(
          "The cluster at " + database.place() + " does not tell its identity.", e);
    }
  }

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
    refuseOneCluster(data, keys);
    return new Databases(data, keys, () -> {});
  }
}

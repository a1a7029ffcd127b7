package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database somebody else runs, given as a URL whose user owns the schemas.
 *
 * @param name {@code data} or {@code keys}
 * @param variable the setting that gave the URL, for messages
 * @param url holds a password: never printed
 * @param passwords what is given for the roles, by role; absent means that we make them
 */
record ExternalDatabase(
    String name, String variable, String url, Map<String, @Nullable String> passwords) {

  /** One or more hosts, each with a port or without, IPv6 in brackets. */
  private static final Pattern FORM =
      Pattern.compile(
          "jdbc:postgresql://H(,H)*/[^/?@]+(\\?.*)?"
              .replace("H", "([\\w.-]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?"));

  private static final int OLDEST_VERSION = 150_000;

  /** Checks that it is there and fit, and ensures its roles. */
  Database open(DataFolder folder, Randomness randomness) {
    PGSimpleDataSource given = parsed();
    String place = Database.place(given);
    Login owner = new Login(text(given.getUser()), text(given.getPassword()));
    Database database =
        new Database(
            name,
            url,
            owner,
            guest(Roles.APP, folder, randomness),
            passwords.containsKey(Roles.SEQUENCER)
                ? guest(Roles.SEQUENCER, folder, randomness)
                : null);
    try (Connection connection = database.connect(owner).getConnection()) {
      checkFit(connection, place);
      ensureRoles(connection, database, place);
    } catch (SQLException e) {
      // The driver's texts name host, user and database, never the password.
      throw unusable(place, owner, e);
    }
    tryGuest(database, database.app(), place);
    Login sequencer = database.sequencer();
    if (sequencer != null) {
      tryGuest(database, sequencer, place);
    }
    return database;
  }

  private void tryGuest(Database database, Login guest, String place) {
    try (Connection connection = database.connect(guest).getConnection()) {
      connection.isValid(1);
    } catch (SQLException e) {
      throw unusable(place, guest, e);
    }
  }

  private StartRefused unusable(String place, Login as, SQLException e) {
    return new StartRefused(
        "The database of %s at %s cannot be used as %s.".formatted(variable, place, as.role()), e);
  }

  // The driver's own complaint about a malformed URL would print it, password and all.
  private PGSimpleDataSource parsed() {
    if (!FORM.matcher(url).matches()) {
      throw malformed();
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    if (text(source.getUser()).isEmpty()) {
      throw new StartRefused(variable + " names no user: add ?user=...&password=...");
    }
    return source;
  }

  private StartRefused malformed() {
    return new StartRefused(
        variable
            + " is not of the form jdbc:postgresql://host:port/database?user=...&password=...");
  }

  private Login guest(String role, DataFolder folder, Randomness randomness) {
    String given = passwords.get(role);
    return new Login(
        role,
        given != null
            ? given
            : folder.secret("external-" + name + "-" + role, () -> randomness.token(32)));
  }

  private void checkFit(Connection connection, String place) throws SQLException {
    if (Integer.parseInt(shown(connection, "server_version_num")) < OLDEST_VERSION) {
      throw new StartRefused(
          "The database of %s at %s is PostgreSQL %s; Clef needs 15 or newer."
              .formatted(variable, place, shown(connection, "server_version")));
    }
    for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
      if (shown(connection, setting).equals("off")) {
        throw new StartRefused(
            "The database of %s at %s has %s = off: it would lose acknowledged writes."
                .formatted(variable, place, setting));
      }
    }
  }

  private void ensureRoles(Connection connection, Database database, String place)
      throws SQLException {
    boolean mayMakeRoles =
        Roles.exists(
            connection,
            "pg_roles where (rolcreaterole or rolsuper) and rolname",
            database.owner().role());
    for (String role : List.of(Roles.APP, Roles.SEQUENCER)) {
      if (!passwords.containsKey(role) || passwords.get(role) != null) {
        continue;
      }
      if (!mayMakeRoles) {
        throw new StartRefused(
            """
            The user of %s at %s may not make roles. Let an administrator run
              create role %s login password '...';
            and set %s_%s_PASSWORD, or grant createrole to the user.\
            """
                .formatted(
                    variable,
                    place,
                    role,
                    variable.replace("_URL", ""),
                    role.equals(Roles.APP) ? "APP" : "SEQUENCER"));
      }
      Login login = role.equals(Roles.APP) ? database.app() : database.sequencer();
      if (login != null) {
        Roles.ensure(connection, login);
      }
    }
  }

  private static String shown(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  @Override
  public String toString() {
    return "ExternalDatabase[" + variable + "]";
  }
}

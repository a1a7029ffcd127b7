package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.util.PasswordUtil;

/** Ensures the roles of a cluster and what they may do with its database; safe to repeat. */
final class Roles {

  static final String OWNER = "clef_owner";
  static final String APP = "clef_app";
  static final String SEQUENCER = "clef_sequencer";

  private static final String OWNS_DATABASE =
      """
      pg_database where datname = current_database()
        and pg_has_role(current_user, datdba, 'usage') and 'yes'\
      """;

  private Roles() {}

  /** As superuser of an embedded cluster: all roles, and {@code database} owned by the first. */
  static void ensureAll(DataSource superuser, String database, List<Login> ownerFirst) {
    try (Connection connection = superuser.getConnection()) {
      for (Login login : ownerFirst) {
        ensure(connection, login);
      }
      if (!exists(connection, "pg_database where datname", database)) {
        run(
            connection,
            "create database "
                + quoted(database)
                + " owner "
                + quoted(ownerFirst.getFirst().role()));
        run(connection, "revoke all on database postgres, template1 from public");
      }
    } catch (SQLException e) {
      throw new StartRefused("The roles of the embedded database cannot be made.", e);
    }
  }

  /** Makes the role or sets its password; the server never sees the password itself. */
  static void ensure(Connection connection, Login login) throws SQLException {
    String verb = exists(connection, "pg_roles where rolname", login.role()) ? "alter" : "create";
    String verifier =
        PasswordUtil.encodePassword(login.role(), login.password().toCharArray(), "scram-sha-256");
    // No attribute but these: the defaults are powerless, and naming them takes a superuser.
    run(connection, verb + " role " + quoted(login.role()) + " login password '" + verifier + "'");
  }

  static boolean exists(Connection connection, String where, String name) throws SQLException {
    try (var query = connection.prepareStatement("select 1 from " + where + " = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * As owner: nobody but the given roles enters the database, nobody has the public schema. An
   * owner of schemas that does not own an external database leaves both to its administrator.
   */
  static void close(Connection owner, List<Login> guests) throws SQLException {
    if (!exists(owner, OWNS_DATABASE, "yes")) {
      return;
    }
    String database = quoted(owner.getCatalog());
    run(owner, "revoke all on database " + database + " from public");
    for (Login guest : guests) {
      run(owner, "grant connect on database " + database + " to " + quoted(guest.role()));
    }
    run(owner, "revoke all on schema public from public");
  }

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

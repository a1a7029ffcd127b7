package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schemas of one database up to date, as its owner, module by module.
 *
 * <p>Each module has a schema of its own name with its own history table. In the SQL, {@code
 * ${owner}}, {@code ${app}} and {@code ${sequencer}} stand for the names of the roles. A new schema
 * grants nothing: its first migration says {@code grant usage on schema ... to ${app}}.
 *
 * <p>When the files are the ones that ran last, Flyway is not started at all: comparing one row
 * costs milliseconds, Flyway a second over all modules (docs/decisions/0005-migrations.md).
 */
final class Migrations {

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  /** Any number of our own: nodes that start together take turns. */
  private static final long TURN = 0x636c6566L;

  private final Database database;
  private final MigrationFiles files;

  Migrations(Database database, MigrationFiles files) {
    this.database = database;
    this.files = files;
  }

  /** Runs what is pending; returns the modules Flyway looked at, none when nothing is new. */
  List<String> run() {
    long startedNanos = System.nanoTime();
    PGSimpleDataSource owner = database.connect(database.owner());
    // Building an index on a large table may take as long as it takes.
    owner.setSocketTimeout(0);
    try (Connection connection = owner.getConnection()) {
      if (fingerprint().equals(applied(connection))) {
        return List.of();
      }
      execute(connection, "select pg_advisory_lock(" + TURN + ")");
      if (fingerprint().equals(applied(connection))) {
        return List.of();
      }
      prepare(connection);
      for (String module : files.modules()) {
        migrate(owner, module);
      }
      remember(connection);
    } catch (SQLException | FlywayException e) {
      throw new StartRefused("The %s database cannot be migrated.".formatted(database.name()), e);
    }
    log.info(
        "Migrated the {} database in {} ms",
        database.name(),
        (System.nanoTime() - startedNanos) / 1_000_000);
    return files.modules();
  }

  private void migrate(DataSource owner, String module) {
    Flyway.configure()
        .dataSource(owner)
        .locations("classpath:" + files.location() + "/" + module)
        .schemas(module)
        .defaultSchema(module)
        .createSchemas(true)
        .table("schema_history")
        .placeholders(roles())
        .validateMigrationNaming(true)
        // A lock held by a transaction would wait for an index that is built concurrently, and that
        // for it.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .cleanDisabled(true)
        .load()
        .migrate();
  }

  private Map<String, String> roles() {
    Login sequencer = database.sequencer();
    return Map.of(
        "owner",
        database.owner().role(),
        "app",
        database.app().role(),
        "sequencer",
        sequencer == null ? Roles.SEQUENCER : sequencer.role());
  }

  private String fingerprint() {
    return roles().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()
        + "\n"
        + files.fingerprint();
  }

  private static String applied(Connection connection) throws SQLException {
    if (!Roles.exists(connection, "pg_tables where schemaname", "migrations")) {
      return "";
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select fingerprint from migrations.applied")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private void prepare(Connection connection) throws SQLException {
    List<Login> guests = new ArrayList<>(List.of(database.app()));
    Login sequencer = database.sequencer();
    if (sequencer != null) {
      guests.add(sequencer);
    }
    Roles.close(connection, guests);
    execute(connection, "create schema if not exists migrations");
    execute(
        connection, "create table if not exists migrations.applied (fingerprint text not null)");
  }

  private void remember(Connection connection) throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            with gone as (delete from migrations.applied)
            insert into migrations.applied (fingerprint) values (?)
            """)) {
      update.setString(1, fingerprint());
      update.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

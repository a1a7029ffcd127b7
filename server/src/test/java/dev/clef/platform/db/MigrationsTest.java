package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.StartRefused;
import dev.clef.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Schemas per module, run in order, skipped when nothing is new. */
class MigrationsTest {

  private final Database data = TestPostgres.fresh().data();

  @Test
  void modules_run_in_the_declared_order_into_schemas_of_the_owner() throws Exception {
    assertThat(run("first")).containsExactly("zeta", "alpha");
    try (Connection owner = data.connect(data.owner()).getConnection()) {
      assertThat(
              value(
                  owner,
                  """
                  select string_agg(schemaname || '.' || tablename || '=' || tableowner, ' '
                    order by schemaname, tablename)
                  from pg_tables where schemaname in ('zeta', 'alpha')
                  """))
          .isEqualTo(
              "alpha.field=clef_owner alpha.schema_history=clef_owner"
                  + " zeta.entry=clef_owner zeta.schema_history=clef_owner");
    }
  }

  @Test
  void each_role_may_do_what_its_grants_say_and_no_more() throws Exception {
    run("first");
    try (Connection app = data.connect(data.app()).getConnection();
        Connection sequencer =
            data.connect(Objects.requireNonNull(data.sequencer())).getConnection()) {
      execute(app, "insert into zeta.entry values (1)");
      assertThat(value(sequencer, "select count(*) from zeta.entry")).isEqualTo("1");
      assertDenied(app, "select * from zeta.entry");
      assertDenied(app, "update zeta.entry set id = 2");
      assertDenied(app, "truncate zeta.entry");
      assertDenied(app, "create table zeta.mine (x int)");
      assertDenied(app, "select * from zeta.schema_history");
      assertDenied(app, "select * from migrations.applied");
      assertDenied(sequencer, "insert into zeta.entry values (2)");
      assertDenied(sequencer, "select * from alpha.field");
    }
  }

  @Test
  void nothing_new_costs_one_look_and_a_new_file_runs() throws Exception {
    run("first");
    long startedNanos = System.nanoTime();
    assertThat(run("first")).isEmpty();
    System.out.printf(
        "Migrations, nothing pending, one database: %d ms%n",
        Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
    assertThat(run("second")).containsExactly("zeta", "alpha");
    try (Connection owner = data.connect(data.owner()).getConnection()) {
      assertThat(value(owner, "select count(*) from zeta.page")).isEqualTo("0");
    }
  }

  @Test
  void a_changed_old_migration_is_refused() throws Exception {
    run("first");
    try (Connection owner = data.connect(data.owner()).getConnection()) {
      execute(owner, "update zeta.schema_history set checksum = 1 where version = '1'");
    }
    assertThatThrownBy(() -> run("second"))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("data database cannot be migrated")
        .cause()
        .hasMessageContaining("checksum");
  }

  @Test
  void migrations_of_a_module_without_a_place_in_the_order_are_refused() {
    assertThatThrownBy(() -> run("unnamed"))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("stranger");
  }

  private List<String> run(String folder) {
    return new Migrations(data, MigrationFiles.read("dbtest/" + folder, "dbtest/modules.txt"))
        .run();
  }

  private static void assertDenied(Connection connection, String sql) {
    assertThatThrownBy(() -> execute(connection, sql))
        .as(sql)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}

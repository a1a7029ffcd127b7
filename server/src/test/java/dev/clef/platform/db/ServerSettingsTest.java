package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.testing.TestPostgres;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the running servers say of themselves. */
class ServerSettingsTest {

  private static final Databases DATABASES = TestPostgres.fresh();

  @Test
  void acknowledged_commits_are_durable_and_errors_stay_silent() throws Exception {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("data_checksums", "on"),
            Map.entry("server_encoding", "UTF8"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "100"),
            Map.entry("log_statement", "none"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_error_verbosity", "terse"));
    for (Database database : List.of(DATABASES.data(), DATABASES.keys())) {
      try (Connection connection = TestPostgres.clusters().superuser(database)) {
        for (var setting : expected.entrySet()) {
          assertThat(value(connection, "show " + setting.getKey()))
              .as(setting.getKey())
              .isEqualTo(setting.getValue());
        }
      }
    }
  }

  @Test
  void nobody_enters_without_the_right_password() {
    for (Database database : List.of(DATABASES.data(), DATABASES.keys())) {
      for (String password : new String[] {"", "wrong"}) {
        assertThatThrownBy(
                () -> database.connect(new Login("clef_app", password)).getConnection().close())
            .isInstanceOf(SQLException.class)
            .hasMessageNotContaining("trust");
      }
      assertThatThrownBy(
              () -> database.connect(new Login("postgres", "postgres")).getConnection().close())
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void passwords_are_kept_as_scram_verifiers_and_roles_have_no_powers() throws Exception {
    try (Connection superuser = TestPostgres.clusters().superuser(DATABASES.data())) {
      assertThat(
              value(
                  superuser,
                  """
                  select string_agg(rolname, ',' order by rolname) from pg_authid
                  where rolcanlogin and not (rolsuper or rolcreatedb or rolcreaterole
                    or rolreplication or rolbypassrls) and rolpassword like 'SCRAM-SHA-256$%'
                  """))
          .isEqualTo("clef_app,clef_owner,clef_sequencer");
    }
  }

  @Test
  void values_of_failed_statements_do_not_reach_the_log() throws Exception {
    String canary = "canary-7f3a91";
    Database data = DATABASES.data();
    try (Connection owner = data.connect(data.owner()).getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("create schema c; create table c.t (v text unique, n int check (n > 0))");
      statement.execute("insert into c.t values ('" + canary + "', 1)");
      for (String failing :
          List.of(
              "insert into c.t values ('" + canary + "', 1)",
              "insert into c.t values ('other " + canary + "', -1)",
              "select '" + canary + "'::uuid",
              "select nonsense from " + '"' + canary + '"',
              "do $$ begin raise exception '" + canary + "'; end $$",
              "do $$ begin raise warning '" + canary + "'; end $$")) {
        run(statement, failing);
      }
      try (var insert = owner.prepareStatement("insert into c.t values (?, 1)")) {
        insert.setString(1, canary);
        assertThatThrownBy(insert::execute)
            .isInstanceOf(SQLException.class)
            .hasMessageNotContaining(canary);
      }
    }
    String log = Files.readString(TestPostgres.clusters().log(data));
    assertThat(log).contains("ready to accept connections").doesNotContain(canary);
  }

  private static void run(Statement statement, String sql) {
    try {
      statement.execute(sql);
      assertThat(sql).contains("warning");
    } catch (SQLException expected) {
      assertThat(expected.getSQLState()).isNotNull();
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

package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import dev.clef.platform.web.lanes.LaneSettings;
import dev.clef.testing.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Databases somebody else runs: what is refused at the start, and how the refusal reads. */
class ExternalDatabasesTest {

  private static final String PASSWORD = "pass-5fe1c0";

  @TempDir private Path temp;

  private static final Databases RUNNING = TestPostgres.fresh();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:1/clef?user=o&password=" + PASSWORD,
        "jdbc:postgresql://127.0.0.1:notaport/clef?user=o&password=" + PASSWORD,
        "jdbc:postgresql://no-such-host.invalid/clef?user=o&password=" + PASSWORD,
        "jdbc:postgresql://127.0.0.1:5432/clef?password=" + PASSWORD,
        "jdbc:postgresql://127.0.0.1:5432?user=o&password=" + PASSWORD,
        "jdbc:postgresql://o:" + PASSWORD + "@127.0.0.1:5432/clef",
        "postgres://o:" + PASSWORD + "@127.0.0.1:5432/clef",
        "jdbc:postgresql://127.0.0.1:1/clef?user=o&sslmode=nonsense&password=" + PASSWORD,
        "jdbc:postgresql://127.0.0.1:1/clef?user=o&socketTimeout=x&password=" + PASSWORD,
        "jdbc:mysql://127.0.0.1/clef?user=o&password=" + PASSWORD
      })
  void a_wrong_url_is_named_by_its_variable_and_never_by_its_password(String url) {
    assertThatThrownBy(() -> open(data(url, null), keys(withOwner(RUNNING.keys()))))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("CLEF_DB_URL")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(PASSWORD));
  }

  @Test
  void an_unreachable_database_is_named_by_its_place() {
    String url = "jdbc:postgresql://127.0.0.1:1/other?user=o&password=" + PASSWORD;
    assertThatThrownBy(() -> open(data(url, null), keys(withOwner(RUNNING.keys()))))
        .hasMessageContaining("127.0.0.1:1/other");
  }

  @Test
  void one_of_two_is_refused() {
    assertThatThrownBy(() -> open(data(withOwner(RUNNING.data()), null), keys(null)))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("CLEF_KEYS_DB_URL");
  }

  @Test
  void an_owner_who_may_not_make_roles_is_told_what_to_run() {
    assertThatThrownBy(
            () -> open(data(withOwner(RUNNING.data()), null), keys(withOwner(RUNNING.keys()))))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("create role clef_app login")
        .hasMessageContaining("CLEF_DB_APP_PASSWORD");
  }

  @Test
  void keys_in_the_cluster_of_the_data_are_refused() {
    String url = withOwner(RUNNING.data());
    String app = RUNNING.data().app().password();
    assertThatThrownBy(() -> open(data(url, app), new KeysDatabaseSettings(url, app, 12)))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("cluster of their own");
  }

  @Test
  void a_wrong_password_of_the_runtime_role_is_found_at_the_start() {
    assertThatThrownBy(
            () -> open(data(withOwner(RUNNING.data()), "wrong"), keys(withOwner(RUNNING.keys()))))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("clef_app");
  }

  @Test
  void an_owner_who_may_make_roles_gets_them_made() throws Exception {
    try (TestClusters own = TestClusters.start(Map.of())) {
      for (Database database : new Database[] {own.databases().data(), own.databases().keys()}) {
        try (Connection superuser = own.superuser(database);
            Statement statement = superuser.createStatement()) {
          statement.execute("drop role if exists clef_sequencer");
          statement.execute("drop role clef_app");
          statement.execute("alter role clef_owner createrole");
        }
      }
      DataFolder folder = new DataFolder(temp.resolve("clef"));
      for (int start = 0; start < 2; start++) {
        Databases opened =
            ExternalDatabases.open(
                    folder,
                    new Randomness(),
                    data(withOwner(own.databases().data()), null),
                    keys(withOwner(own.databases().keys())))
                .migrated();
        assertThatCode(() -> opened.data().connect(opened.data().app()).getConnection().close())
            .doesNotThrowAnyException();
      }
      losesWrites(own, folder);
    }
  }

  private static void losesWrites(TestClusters own, DataFolder folder) throws SQLException {
    try (Connection superuser = own.superuser(own.databases().keys());
        Statement statement = superuser.createStatement()) {
      statement.execute("alter role clef_owner set synchronous_commit = off");
    }
    assertThatThrownBy(() ->
            ExternalDatabases.open(
                folder,
                new Randomness(),
                data(withOwner(own.databases().data()), null),
                keys(withOwner(own.databases().keys()))))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("CLEF_KEYS_DB_URL")
        .hasMessageContaining("synchronous_commit = off");
  }

  @Test
  void settings_come_from_the_environment_and_have_defaults() {
    DatabaseSettings data =
        bind(
            Map.of("CLEF_DB_URL", "u", "CLEF_DB_APP_PASSWORD", "a", "CLEF_DB_POOL_SIZE", "7"),
            "clef.db",
            DatabaseSettings.class);
    assertThat(data).isEqualTo(new DatabaseSettings("u", "a", null, 7, 2));
    assertThat(data.toString()).doesNotContain("u,").doesNotContain("appPassword");
    assertThat(
            bind(
                Map.of("CLEF_KEYS_DB_URL", "k", "CLEF_KEYS_DB_APP_PASSWORD", "b"),
                "clef.keys-db",
                KeysDatabaseSettings.class))
        .isEqualTo(new KeysDatabaseSettings("k", "b", 0));
    assertThat(bind(Map.of(), "clef.db", DatabaseSettings.class))
        .isEqualTo(new DatabaseSettings(null, null, null, 0, 2));
    assertThatThrownBy(() -> new DatabaseSettings(null, null, null, -1, 2))
        .hasMessageContaining("clef.db.pool-size");
  }

  @Test
  void a_pool_is_larger_than_every_lane_or_the_start_is_refused() {
    LaneSettings lanes =
        new Binder(new MapConfigurationPropertySource(Map.of("clef.lanes.pages.places", "20")))
            .bindOrCreate("clef.lanes", LaneSettings.class);
    assertThat(DatabaseSettings.shared("clef.db.pool-size", 0, lanes))
        .isEqualTo(lanes.allConnections() + 4)
        .isGreaterThan(30);
    assertThat(DatabaseSettings.shared("clef.db.pool-size", 21, lanes)).isEqualTo(21);
    assertThatThrownBy(() -> DatabaseSettings.shared("clef.db.pool-size", 20, lanes))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("clef.db.pool-size is 20");
  }

  private Databases open(DatabaseSettings data, KeysDatabaseSettings keys) {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    return ExternalDatabases.open(folder, new Randomness(), data, keys);
  }

  private static DatabaseSettings data(@Nullable String url, @Nullable String appPassword) {
    String sequencer = appPassword == null ? null : TestPostgres.clusters().sequencerPassword();
    return new DatabaseSettings(url, appPassword, sequencer, 16, 2);
  }

  private static KeysDatabaseSettings keys(@Nullable String url) {
    return new KeysDatabaseSettings(url, null, 12);
  }

  private static String withOwner(Database database) {
    return database.url() + "?user=clef_owner&password=" + database.owner().password();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static <T> T bind(Map<String, Object> environment, String prefix, Class<T> type) {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", environment));
    return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate(prefix, type);
  }
}

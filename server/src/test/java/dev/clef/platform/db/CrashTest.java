package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.clef.platform.DataFolder;
import dev.clef.platform.DataFolderLock;
import dev.clef.platform.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end without warning, with the settings of production. */
class CrashTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  /** One folder for all: making clusters is the slow part, and any state must be a good start. */
  @TempDir private static Path temp;

  @Test
  void a_start_after_a_kill_stops_the_orphans_and_keeps_the_data() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    ProcessHandle orphan;
    String url;
    try (Child child =
        Child.start(
            List.of(),
            CLASS_PATH,
            ChildServer.class,
            temp,
            folder.root().toString(),
            TestClusters.binaries().home().toString())) {
      url = child.await("READY").substring(6);
      assertThatThrownBy(folder::lock)
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("process " + child.handle().pid());
      Login owner = new Login(Roles.OWNER, folder.secret("data-clef_owner", () -> ""));
      Database data = new Database("data", url, owner, owner, null);
      execute(data, "create schema kept; create table kept.row as select 7 as x");
      child.kill();
      orphan = new ClusterProcesses(folder.cluster("data")).postmaster().orElseThrow();
      assertThat(orphan.isAlive()).isTrue();
    }
    long startedNanos = System.nanoTime();
    try (DataFolderLock _ = folder.lock();
        Databases databases = start(folder)) {
      report("start over the orphans of a killed predecessor", startedNanos);
      assertThat(orphan.isAlive()).isFalse();
      assertThat(databases.data().url()).isEqualTo(url);
      execute(databases.data(), "insert into kept.row values (8)");
    }
  }

  @Test
  void a_pid_file_that_names_a_stranger_does_not_stop_the_start() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    start(folder).close();
    Path pidFile = folder.cluster("data").resolve("postmaster.pid");
    Files.writeString(
        pidFile, ProcessHandle.current().pid() + "\n" + folder.cluster("data") + "\n");
    start(folder).close();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }

  @Test
  void a_taken_port_is_left_for_another_that_is_remembered() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    String first;
    try (Databases databases = start(folder)) {
      first = databases.data().url();
    }
    int port = Integer.parseInt(first.replaceAll(".*:(\\d+)/.*", "$1"));
    String second;
    try (var taken = new java.net.ServerSocket()) {
      taken.bind(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port));
      try (Databases databases = start(folder)) {
        second = databases.data().url();
        assertThat(second).isNotEqualTo(first);
      }
    }
    try (Databases databases = start(folder)) {
      assertThat(databases.data().url()).isEqualTo(second);
    }
  }

  @Test
  void a_killed_postmaster_is_replaced_while_requests_fail_as_an_outage() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    try (Databases databases = start(folder);
        HikariDataSource pool = Pools.open("test", databases.data(), databases.data().app(), 4);
        Connection busy = pool.getConnection();
        Statement working = busy.createStatement()) {
      String before = startTime(busy);
      Thread query = Thread.startVirtualThread(() -> runUntilKilled(working));
      ProcessHandle postmaster =
          new ClusterProcesses(folder.cluster("data")).postmaster().orElseThrow();
      ClusterProcesses.pause(Duration.ofMillis(200));
      long killedNanos = System.nanoTime();
      ClusterProcesses.signal("KILL", List.of(postmaster));
      int outages = 0;
      while (true) {
        try (Connection connection = pool.getConnection()) {
          if (!startTime(connection).equals(before)) {
            break;
          }
        } catch (SQLException e) {
          assertThat(DatabaseOutage.is(e)).as(e.toString()).isTrue();
          outages++;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - killedNanos))
            .isLessThan(Duration.ofSeconds(15));
      }
      report("back after kill -9 of the postmaster, " + outages + " outages seen", killedNanos);
      query.join();
    }
  }

  @Test
  void ctrl_c_stops_the_databases_after_everything_that_uses_them() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    start(folder).close();
    try (Child child =
        Child.start(
            List.of(),
            CLASS_PATH,
            ChildApplication.class,
            temp,
            "--clef.data=" + folder.root(),
            "--spring.main.banner-mode=off")) {
      String server = child.await("READY").substring("READY ".length());
      ProcessHandle data = new ClusterProcesses(folder.cluster("data")).postmaster().orElseThrow();
      ProcessHandle keys = new ClusterProcesses(folder.cluster("keys")).postmaster().orElseThrow();
      child.signalGroup();
      assertThat(child.await("STOPPING")).isEqualTo("STOPPING " + server);
      assertThat(child.ended(20)).isTrue();
      assertThat(data.isAlive()).isFalse();
      assertThat(keys.isAlive()).isFalse();
      assertThat(folder.cluster("data").resolve("postmaster.pid")).doesNotExist();
    }
  }

  private static String startTime(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("select pg_postmaster_start_time()::text")) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private static void runUntilKilled(Statement statement) {
    try {
      statement.execute("select count(*) from generate_series(1, 1000000000)");
    } catch (SQLException expected) {
      assertThat(DatabaseOutage.is(expected)).isTrue();
    }
  }

  private static Databases start(DataFolder folder) {
    return TestClusters.start(folder, Map.of());
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect(database.owner()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void report(String what, long startedNanos) {
    System.out.printf(
        "PostgreSQL %s: %d ms%n",
        what, Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
  }
}

package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.DataFolder;
import dev.clef.platform.DataFolderLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clusters of production, without the overrides of other tests. */
class EmbeddedDatabasesTest {

  @Test
  void a_first_start_and_a_restart_are_quick_and_keep_what_was_written(@TempDir Path temp)
      throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    try (DataFolderLock _ = folder.lock()) {
      String url;
      long startedNanos = System.nanoTime();
      try (Databases databases = start(folder)) {
        report("first start", startedNanos);
        url = databases.data().url();
        try (Connection owner = owner(databases);
            var statement = owner.createStatement()) {
          statement.execute("create schema kept; create table kept.row (x int)");
          statement.execute("insert into kept.row values (7)");
        }
      }
      startedNanos = System.nanoTime();
      try (Databases databases = start(folder)) {
        report("restart", startedNanos);
        assertThat(databases.data().url()).isEqualTo(url);
        try (Connection owner = owner(databases);
            var statement = owner.createStatement();
            var row = statement.executeQuery("select x from kept.row")) {
          assertThat(row.next()).isTrue();
          assertThat(row.getInt(1)).isEqualTo(7);
        }
      }
    }
  }

  private static Databases start(DataFolder folder) {
    return TestClusters.start(folder, Map.of());
  }

  private static Connection owner(Databases databases) throws Exception {
    return databases.data().connect(databases.data().owner()).getConnection();
  }

  private static void report(String what, long startedNanos) {
    System.out.printf(
        "PostgreSQL %s: %d ms%n",
        what, Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
  }
}

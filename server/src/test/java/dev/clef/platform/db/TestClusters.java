package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.DataFolderLock;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.FileSystemUtils;

/** The production code on a folder under {@code target}, with hostile settings. */
public final class TestClusters implements AutoCloseable {

  /** Unpacked once for all runs. */
  private static final Pattern MAKER = Pattern.compile("\\d+");

  private static final Path CACHE = Path.of("target", "postgres").toAbsolutePath();

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final DataFolder folder;
  private final DataFolderLock lock;
  private final Databases databases;
  private @Nullable Databases model;

  private TestClusters(DataFolder folder, DataFolderLock lock, Databases databases) {
    this.folder = folder;
    this.lock = lock;
    this.databases = databases;
  }

  /** Starts a pair in a new folder; {@code settings} win over those of production. */
  public static TestClusters start(Map<String, String> settings) {
    DataFolder folder = new DataFolder(Path.of("target", "clusters", name()));
    DataFolderLock lock = folder.lock();
    return new TestClusters(folder, lock, start(folder, settings));
  }

  /** As in production but for the settings, and on ports far from those somebody's Clef uses. */
  static Databases start(DataFolder folder, Map<String, String> settings) {
    return EmbeddedDatabases.start(
        folder,
        new Randomness(),
        binaries(),
        settings("data", settings),
        settings("keys", settings));
  }

  /**
   * On a port of this process: what is free again after a kill must not be taken by another fork.
   */
  static ClusterSettings settings(String name) {
    return settings(name, Map.of());
  }

  private static ClusterSettings settings(String name, Map<String, String> settings) {
    boolean data = name.equals("data");
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 500) * 20 + (data ? 0 : 1);
    return new ClusterSettings(name, data ? 64 : 32, port, settings);
  }

  static PostgresBinaries binaries() {
    try {
      Files.createDirectories(CACHE);
      return PostgresBinaries.unpack(CACHE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts the unpacked PostgreSQL into a new data folder, by links where the file system has them:
   * unpacking takes seconds, and {@code PostgresBinariesTest} tests it. Elsewhere the server
   * unpacks it itself, as it does in a folder of the trial mode.
   */
  public static void lendPrograms(Path folder) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Path programs = binaries().home();
    Path lent = new DataFolder(folder).postgres();
    try {
      Process linking =
          new ProcessBuilder("cp", "-al", programs.toString(), lent.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (linking.waitFor() != 0) {
        FileSystemUtils.deleteRecursively(lent);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The databases named {@code clef}, not migrated. */
  public Databases databases() {
    return databases;
  }

  /** Makes a new pair of databases in the same clusters, migrated: copies of one that was. */
  public synchronized Databases fresh() {
    if (model == null) {
      model = pair("model", "template1").migrated();
    }
    return pair("t" + NUMBER.incrementAndGet(), "model").migrated();
  }

  private Databases pair(String name, String template) {
    return new Databases(
        fresh(databases.data(), name, template), fresh(databases.keys(), name, template), () -> {});
  }

  /** A connection as superuser, to be used only to look at or to break the server. */
  public Connection superuser(Database database) throws SQLException {
    String secret =
        folder.secret(
            database.name() + "-" + ClusterFiles.SUPERUSER,
            () -> {
              throw new IllegalStateException("the superuser has a password");
            });
    PGSimpleDataSource source = database.connect(new Login(ClusterFiles.SUPERUSER, secret));
    return source.getConnection();
  }

  /** Of clef_sequencer in the data cluster. */
  public String sequencerPassword() {
    return Objects.requireNonNull(databases.data().sequencer()).password();
  }

  /** The log of the server that has this database. */
  public Path log(Database database) {
    return folder.log().resolve("postgres-" + database.name() + ".log");
  }

  private Database fresh(Database neighbour, String name, String template) {
    Database fresh =
        new Database(
            neighbour.name(),
            neighbour.url().replaceFirst("/[^/]*$", "/" + name),
            neighbour.owner(),
            neighbour.app(),
            neighbour.sequencer());
    try (Connection connection = superuser(neighbour);
        var statement = connection.createStatement()) {
      statement.execute(
          "create database %s owner %s template %s".formatted(name, Roles.OWNER, template));
      // Who may enter a database is the one thing a copy does not take from its model.
      try (Connection owner = fresh.connect(fresh.owner()).getConnection()) {
        Roles.close(
            owner, Stream.of(fresh.app(), fresh.sequencer()).filter(Objects::nonNull).toList());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return fresh;
  }

  /** Stops the clusters and removes their folder. */
  @Override
  public void close() {
    databases.close();
    lock.close();
    try {
      FileSystemUtils.deleteRecursively(folder.root());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what earlier test runs left when they were killed, and removes their folders. */
  public static void sweep() {
    Path folders = Path.of("target", "clusters");
    if (!Files.isDirectory(folders)) {
      return;
    }
    try (Stream<Path> left = Files.list(folders)) {
      left.filter(TestClusters::isAbandoned).forEach(TestClusters::sweep);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Folders are named after the process that made them: another fork of the tests may be alive. */
  private static boolean isAbandoned(Path folder) {
    Matcher maker = MAKER.matcher(folder.getFileName().toString());
    return !maker.find() || ProcessHandle.of(Long.parseLong(maker.group())).isEmpty();
  }

  /** Ends what a killed server left on this folder, and removes the folder. */
  public static void sweep(Path path) {
    if (!Files.isDirectory(path)) {
      delete(path); // the log of a server
      return;
    }
    closeToOthers(path);
    DataFolder folder = new DataFolder(path);
    try (DataFolderLock _ = folder.lock()) {
      for (String name : new String[] {"data", "keys"}) {
        var processes = new ClusterProcesses(folder.cluster(name));
        processes
            .postmaster()
            .ifPresent(orphan -> ClusterProcesses.stop(orphan, java.time.Duration.ofSeconds(5)));
      }
      FileSystemUtils.deleteRecursively(path);
    } catch (dev.clef.platform.StartRefused | NoSuchFileException inUseOrSweptByAnotherFork) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy that was interrupted has not got the permissions of its original yet. */
  private static void closeToOthers(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name() {
    return ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  }
}

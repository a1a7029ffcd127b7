package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two clusters of our own: data and keys, started and stopped side by side. */
final class EmbeddedDatabases implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabases.class);
  private static final String DATABASE = "clef";
  private static final int PASSWORD_BYTES = 32;

  private final DataFolder folder;
  private final Randomness randomness;
  private final EmbeddedCluster data;
  private final EmbeddedCluster keys;

  private EmbeddedDatabases(
      DataFolder folder, Randomness randomness, EmbeddedCluster data, EmbeddedCluster keys) {
    this.folder = folder;
    this.randomness = randomness;
    this.data = data;
    this.keys = keys;
  }

  /** Starts both and ensures their roles. The caller holds the folder's lock. */
  static Databases start(DataFolder folder, Randomness randomness) {
    PostgresBinaries binaries = PostgresBinaries.unpack(folder.postgres());
    return start(folder, randomness, binaries, ClusterSettings.DATA, ClusterSettings.KEYS);
  }

  static Databases start(
      DataFolder folder,
      Randomness randomness,
      PostgresBinaries binaries,
      ClusterSettings data,
      ClusterSettings keys) {
    PostgresAccount account = PostgresAccount.choose(folder.root());
    EmbeddedDatabases both =
        new EmbeddedDatabases(
            folder,
            randomness,
            new EmbeddedCluster(new ClusterFiles(folder, binaries, account, data)),
            new EmbeddedCluster(new ClusterFiles(folder, binaries, account, keys)));
    return both.start(data, keys);
  }

  private Databases start(ClusterSettings dataSettings, ClusterSettings keysSettings) {
    CompletableFuture<Database> starting =
        CompletableFuture.supplyAsync(
            () -> start(keys, keysSettings), task -> Thread.ofVirtual().start(task));
    try {
      Database dataDatabase = start(data, dataSettings);
      return new Databases(dataDatabase, starting.join(), this::close);
    } catch (RuntimeException e) {
      close();
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  private Database start(EmbeddedCluster cluster, ClusterSettings settings) {
    long startedNanos = System.nanoTime();
    Login superuser = login(settings, ClusterFiles.SUPERUSER);
    cluster.start(new ClusterPort(folder, settings));
    Database database =
        new Database(
            settings.name(),
            "jdbc:postgresql://127.0.0.1:" + cluster.port() + "/" + DATABASE,
            login(settings, Roles.OWNER),
            login(settings, Roles.APP),
            settings.name().equals("data") ? login(settings, Roles.SEQUENCER) : null);
    Roles.ensureAll(superuser(database, superuser), DATABASE, logins(database));
    log.info(
        "PostgreSQL {} is ready on 127.0.0.1:{} after {} ms",
        settings.name(),
        cluster.port(),
        (System.nanoTime() - startedNanos) / 1_000_000);
    return database;
  }

  private static org.postgresql.ds.PGSimpleDataSource superuser(Database database, Login login) {
    var source = database.connect(login);
    source.setDatabaseName("postgres");
    return source;
  }

  private static List<Login> logins(Database database) {
    Login sequencer = database.sequencer();
    return sequencer == null
        ? List.of(database.owner(), database.app())
        : List.of(database.owner(), database.app(), sequencer);
  }

  private Login login(ClusterSettings settings, String role) {
    return new Login(
        role, folder.secret(settings.name() + "-" + role, () -> randomness.token(PASSWORD_BYTES)));
  }

  /** Stops both, side by side. */
  @Override
  public void close() {
    Thread other = Thread.ofVirtual().start(keys::close);
    data.close();
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

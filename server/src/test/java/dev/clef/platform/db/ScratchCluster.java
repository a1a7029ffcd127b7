package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** A cluster that was brought back from a copy and runs by itself, without a Clef. */
public final class ScratchCluster implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(40);
  private static final Duration STOP = Duration.ofSeconds(15);

  private final Process process;
  private final PGSimpleDataSource superuser;

  private ScratchCluster(Process process, PGSimpleDataSource superuser) {
    this.process = process;
    this.superuser = superuser;
  }

  /**
   * Starts {@code folder/name} and waits until its recovery has ended, or until a standby answers.
   *
   * @param folder a data folder with the copy and its secrets
   * @param settings added to those of production
   */
  public static ScratchCluster start(Path folder, String name, Map<String, String> settings)
      throws IOException, InterruptedException {
    DataFolder data = new DataFolder(folder);
    int port = freePort();
    PostgresAccount account = PostgresAccount.choose(data.root());
    PostgresBinaries binaries = TestClusters.binaries();
    ClusterFiles files =
        new ClusterFiles(data, binaries, account, new ClusterSettings(name, 32, port, settings));
    // Else the copy goes on writing into the archive of its origin.
    Files.writeString(files.cluster().resolve("postgresql.auto.conf"), "");
    files.configure(port);
    List<String> command =
        List.of(binaries.program("postgres").toString(), "-D", files.cluster().toString());
    Process process =
        new ProcessBuilder(account.command(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
            .start();
    PGSimpleDataSource superuser = new PGSimpleDataSource();
    superuser.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/clef");
    superuser.setUser(ClusterFiles.SUPERUSER);
    superuser.setPassword(
        Files.readString(data.secrets().resolve(files.superuserSecret())).strip());
    ScratchCluster cluster = new ScratchCluster(process, superuser);
    try {
      cluster.await(Files.exists(files.cluster().resolve("standby.signal")));
      return cluster;
    } catch (AssertionError e) {
      cluster.close();
      throw new AssertionError(Files.readString(files.log()), e);
    }
  }

  private void await(boolean standby) throws InterruptedException {
    long endNanos = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < endNanos) {
      try {
        if (text("select pg_is_in_recovery()::text").equals(Boolean.toString(standby))) {
          return;
        }
      } catch (SQLException notYet) {
        // It is starting.
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the copy did not come up");
  }

  public PGSimpleDataSource superuser() {
    return superuser;
  }

  /** The one value a statement answers with. */
  public String text(String sql) throws SQLException {
    try (Connection connection = superuser.getConnection();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Stops it as Clef stops its own. */
  @Override
  public void close() {
    ClusterProcesses.stop(process.toHandle(), STOP);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package dev.clef.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A Clef of its own for a benchmark: the built server on a temporary data folder and free ports.
 */
final class ServerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path data;
  private final int port;
  private final Duration readyAfter;

  private ServerProcess(Process process, Path data, int port, Duration readyAfter) {
    this.process = process;
    this.data = data;
    this.port = port;
    this.readyAfter = readyAfter;
  }

  static ServerProcess start(String... settings) throws IOException, InterruptedException {
    return start(Files.createTempDirectory("clef-bench"), settings);
  }

  static ServerProcess start(Path data, String... settings)
      throws IOException, InterruptedException {
    return start(data, List.of(), settings);
  }

  /** Likewise, with options of the JVM. */
  static ServerProcess start(Path data, List<String> options, String... settings)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-Xms48m", "-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    Path cache = root().resolve("server/target/clef-server.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.addAll(List.of("-jar", root().resolve("server/target/clef-server.jar").toString()));
    command.add("--clef.data=" + data.resolve("clef-data"));
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + freePort());
    command.addAll(List.of(settings));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("server.log").toFile())
            .start();
    Client probe = new Client(port);
    while (!probe.answers()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
        process.destroy();
        throw new IOException("the server did not start; see " + data.resolve("server.log"));
      }
      Thread.sleep(20);
    }
    return new ServerProcess(process, data, port, Duration.ofNanos(System.nanoTime() - start));
  }

  /** The checkout this benchmark was built in. */
  static Path root() {
    return Path.of(System.getProperty("clef.root", ".")).toAbsolutePath().normalize();
  }

  /** What it has printed. */
  String log() throws IOException {
    return Files.readString(data.resolve("server.log"));
  }

  int port() {
    return port;
  }

  Path dataFolder() {
    return data.resolve("clef-data");
  }

  Duration readyAfter() {
    return readyAfter;
  }

  /** CPU time and memory of the server and of every PostgreSQL process it started. */
  Usage usage() throws IOException {
    return Usage.of(process.pid(), dataFolder());
  }

  /** The first column of what a query of the data database answers. */
  List<String> query(String sql) throws IOException, SQLException {
    int databasePort =
        Integer.parseInt(Files.readString(dataFolder().resolve("data.port")).strip());
    Properties login = new Properties();
    login.setProperty("user", "clef_owner");
    login.setProperty(
        "password", Files.readString(dataFolder().resolve("secrets/data-clef_owner")).strip());
    String url = "jdbc:postgresql://127.0.0.1:" + databasePort + "/clef";
    try (Connection connection = DriverManager.getConnection(url, login);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    }
  }

  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

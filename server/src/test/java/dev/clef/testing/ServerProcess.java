package dev.clef.testing;

import dev.clef.platform.db.TestClusters;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server as an operator starts it: a process of its own, its own clusters, durable settings. To
 * be killed, and to be searched from outside.
 */
public final class ServerProcess implements AutoCloseable {

  private static final String MAIN = "dev.clef.ClefApplication";

  private static final Duration START = Duration.ofMinutes(3);

  /** The first start of the trial mode makes its people first. */
  private static final Duration START_OF_DEMO = Duration.ofMinutes(6);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Process process;
  private final Path folder;
  private final int port;
  private boolean ready;

  private ServerProcess(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** A data folder nobody has used. */
  public static Path newFolder() {
    return Path.of(
        "target",
        "clusters",
        "process-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
  }

  /** Starts a server on {@code folder} and waits until it answers. */
  public static ServerProcess start(Path folder, String... properties) {
    return awaited(launch(folder, UnaryOperator.identity(), properties), properties);
  }

  /** Likewise, begun by another main class, which may be one of the tests. */
  public static ServerProcess startMain(Class<?> main, Path folder, String... properties) {
    ServerProcess server =
        launch(
            folder,
            command ->
                command.stream()
                    .filter(word -> !word.startsWith("-XX:ArchiveClassesAtExit="))
                    .map(word -> word.equals(MAIN) ? main.getName() : word)
                    .map(word -> word.equals(Image.IMAGE.classPath()) ? everything() : word)
                    .toList(),
            properties);
    return awaited(server, properties);
  }

  /** What the archive of classes is of comes first, else it is of no use. */
  private static String everything() {
    return Stream.concat(
            Stream.of(Image.IMAGE.classPath()),
            entries().filter(Predicate.not(ServerProcess::isOfServer)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Packed at the first start. */
  private static final class Image {
    static final ServerImage IMAGE = ServerImage.of(classPath());
  }

  /** Likewise, with somebody at a terminal: script(1) of util-linux. */
  public static ServerProcess startOnTerminal(Path folder, String... properties) {
    ServerProcess server =
        launch(
            folder,
            command ->
                List.of(
                    "script",
                    "-qefc",
                    command.stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" ", "exec ", "")),
                    "/dev/null"),
            properties);
    return awaited(server, properties);
  }

  private static boolean demo(String... properties) {
    return Arrays.asList(properties).contains("--clef.demo=true");
  }

  private static ServerProcess awaited(ServerProcess server, String... properties) {
    try {
      server.awaitReady(demo(properties) ? START_OF_DEMO : START);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  /** Starts a server on {@code folder} and waits until its log holds {@code text}. */
  public static ServerProcess startUntil(String text, Path folder, String... properties) {
    ServerProcess server = launch(folder, UnaryOperator.identity(), properties);
    long endNanos = System.nanoTime() + START_OF_DEMO.toNanos();
    try {
      while (!Files.readString(log(folder)).contains(text)) {
        if (!server.process.isAlive() || System.nanoTime() > endNanos) {
          server.process.destroyForcibly();
          throw new AssertionError("the log never said: " + text);
        }
        pause();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  private static ServerProcess launch(
      Path folder, UnaryOperator<List<String>> wrapped, String... properties) {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(Arrays.stream(properties).filter(p -> p.startsWith("-D")).toList());
    command.addAll(Image.IMAGE.options(ServerImage.draft(folder)));
    command.add(MAIN);
    command.addAll(Arrays.stream(properties).filter(p -> p.startsWith("--")).toList());
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + freePort());
    command.add("--clef.data=" + folder);
    for (String limit : List.of("registration", "sign-in-address", "sign-in-name")) {
      command.add("--clef.web.rate-limits." + limit + ".burst=1000000");
      command.add("--clef.web.rate-limits." + limit + ".refill=1ms");
    }
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      if (!demo(properties)) { // it begins with nothing but itself
        TestClusters.lendPrograms(folder);
      }
      Process process =
          new ProcessBuilder(wrapped.apply(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
              .start();
      return new ServerProcess(process, folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public Client client() {
    return Client.at(port);
  }

  /** Whoever holds the operator token. */
  public Client operator() {
    try {
      return client().bearer(Files.readString(folder.resolve("secrets/operator-token")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Writes the live objects of its heap into {@code file}. */
  public void dumpHeap(Path file) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                "GC.heap_dump",
                file.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(60, TimeUnit.SECONDS) || !Files.exists(file)) {
      throw new AssertionError("no heap dump of " + pid());
    }
  }

  /** What the processes on this folder have printed so far. */
  public static Path log(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  /** As superuser into one of its clusters, {@code data} or {@code keys}. */
  public Connection superuser(String cluster) throws SQLException {
    try {
      String clusterPort = Files.readString(folder.resolve(cluster + ".port")).strip();
      String password =
          Files.readString(folder.resolve("secrets").resolve(cluster + "-clef_superuser")).strip();
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + clusterPort + "/clef", "clef_superuser", password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As superuser, in one of its clusters. */
  public void execute(String cluster, String sql) throws SQLException {
    try (Connection connection = superuser(cluster);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row of a query, as superuser. */
  public String text(String cluster, String sql) throws SQLException {
    try (Connection connection = superuser(cluster);
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** A connection of the superuser that holds what {@code lock} locks until it is closed. */
  public Connection holding(String cluster, String lock) throws SQLException {
    Connection connection = superuser(cluster);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(lock);
    }
    return connection;
  }

  /** kill -9: nothing is flushed, the databases are orphans. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops it as Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
    if (ready) {
      try {
        Image.IMAGE.keep(ServerImage.draft(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends what is left of any process on {@code folder} and removes it. */
  public static void discard(Path folder) {
    TestClusters.sweep(folder);
    try {
      Files.deleteIfExists(log(folder));
      Files.deleteIfExists(ServerImage.draft(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not stop; see " + log(folder));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(Duration patience) throws IOException {
    long endNanos = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < endNanos && process.isAlive()) {
      try {
        if (client().trySend("GET", "/log/key", null).status() == 200) {
          ready = true;
          return;
        }
        Thread.sleep(50);
      } catch (IOException notYet) {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    process.destroyForcibly();
    throw new AssertionError("the server did not start: " + Files.readString(log(folder)));
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The classes and libraries of tests without tests and their tools. */
  static String classPath() {
    return entries()
        .filter(ServerProcess::isOfServer)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOfServer(String entry) {
    return !entry.endsWith("test-classes")
        && !entry.matches(".*(junit|assertj|springdoc|swagger|-test-|mockito).*\\.jar");
  }

  /** Without the empty one, which would be the folder the tests run in, with all they make. */
  private static Stream<String> entries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(Predicate.not(String::isEmpty));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

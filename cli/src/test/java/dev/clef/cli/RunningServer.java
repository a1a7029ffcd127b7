package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import picocli.CommandLine;

/**
 * The real server in a process of its own on a new data folder, shared by the tests of this JVM and
 * stopped with it.
 */
final class RunningServer {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static @Nullable RunningServer shared;

  final Path data;
  final Path log;
  final int port;
  final int managementPort;
  private final List<String> settings;
  private Process process;

  private RunningServer(Path folder, String... settings) throws IOException, InterruptedException {
    this.settings = List.of(settings);
    data = folder.resolve("data");
    log = folder.resolve("server.log");
    port = freePort();
    managementPort = freePort();
    process = launch();
    awaitReady();
  }

  /** One that nobody else uses, to be killed by whoever starts it. */
  static RunningServer own(Path folder, String... settings)
      throws IOException, InterruptedException {
    assumeBuilt();
    return new RunningServer(folder, settings);
  }

  private static void assumeBuilt() {
    boolean built = Files.isRegularFile(jar());
    if (!built) {
      System.out.println("SKIPPED: the server is not built; run mvn verify from the top");
    }
    Assumptions.assumeTrue(built, "the server is not built; run mvn verify from the top");
  }

  /** The one server, started at the first call; skips the test where it was not built. */
  static synchronized RunningServer shared() throws IOException, InterruptedException {
    RunningServer running = shared;
    if (running == null) {
      assumeBuilt();
      Path folder = Files.createTempDirectory("clef-import");
      running = new RunningServer(folder);
      running.beginLog();
      RunningServer started = running;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> started.end(folder)));
      shared = running;
    }
    return running;
  }

  /** A first entry, and the first checkpoint over it. */
  private void beginLog() throws IOException, InterruptedException {
    new Api(this).signIn("nobody", "not a password", Optional.empty());
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (checkpointStatus() != 200) {
      assertThat(System.nanoTime()).as("no checkpoint").isLessThan(end);
      Thread.sleep(100);
    }
  }

  private int checkpointStatus() throws IOException, InterruptedException {
    return client()
        .send(
            HttpRequest.newBuilder(URI.create(url() + "/log/checkpoint")).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static Path jar() {
    return Path.of(System.getProperty("clef.root", ".."), "server/target/clef-server.jar");
  }

  private Process launch() throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    Path cache = jar().resolveSibling("clef-server.aot");
    if (Files.isRegularFile(cache)) {
      words.add("-XX:AOTCache=" + cache);
    }
    words.addAll(List.of("-jar", jar().toString()));
    words.add("--clef.data=" + data);
    words.add("--server.port=" + port);
    words.add("--management.server.port=" + managementPort);
    words.add("--clef.audit.timestamps.authority=built-in");
    words.add("--clef.audit.timestamps.every=1s");
    words.addAll(settings);
    // The tests sign many people in from one address, one after the other.
    words.add("--clef.identity.sign-in-floor=0ms");
    for (String limit : List.of("sign-in-address", "sign-in-name")) {
      words.add("--clef.web.rate-limits." + limit + ".burst=10000");
      words.add("--clef.web.rate-limits." + limit + ".refill=1ms");
    }
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (!answers()) {
      assertThat(process.isAlive()).as(() -> "the server ended: " + tail()).isTrue();
      assertThat(System.nanoTime()).as(() -> "not ready: " + tail()).isLessThan(end);
      Thread.sleep(200);
    }
  }

  private boolean answers() {
    try {
      return Files.exists(data.resolve("secrets/operator-token"))
          && new Api(this).get("/api/v1/me", Optional.empty()).status() == 401;
    } catch (IOException e) {
      return false;
    }
  }

  private String tail() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  String url() {
    return "https://localhost:" + port;
  }

  HttpClient client() {
    Tls tls = new Tls();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("tls", CommandLine.Model.CommandSpec.forAnnotatedObject(tls)))
        .parseArgs("--data", data.toString());
    return tls.client();
  }

  /** {@code clef import keycloak} of a file into this server. */
  Ran load(Path file, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("import", "keycloak", file, "--server", url(), "--data", data));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  /** {@code clef import csv} of a file into this server. */
  Ran loadCsv(Path file, Path map, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("import", "csv", file, "--map", map, "--server", url(), "--data", data));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  /** SIGKILL, as the kernel sends it when memory runs out. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** As Ctrl-C does. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("it stops").isTrue();
  }

  /** Starts it again on the same folder and ports. */
  void restart() throws IOException, InterruptedException {
    process = launch();
    awaitReady();
  }

  private void end(Path folder) {
    process.destroy();
    try (Stream<Path> files =
        process.waitFor(30, TimeUnit.SECONDS) ? Files.walk(folder) : Stream.empty()) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // A folder for temporary files keeps the rest.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.VerifierKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code clef witness} in a process of its own. */
final class WitnessProcess implements AutoCloseable {

  private static final String LISTENING = "Listening on ";

  final List<VerifierKey> keys = new ArrayList<>();
  String url = "";
  private final Process process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WitnessProcess(Process process) {
    this.process = process;
  }

  /** Keys and state are below the folder. */
  static WitnessProcess start(Path folder, String name, int port, List<VerifierKey> logs)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("witness", "--init", "--name", name, "--port", Integer.toString(port)));
    words.addAll(List.of("--key", folder.resolve(name + ".key").toString()));
    words.addAll(List.of("--state", folder.resolve(name + ".state").toString()));
    logs.forEach(log -> words.addAll(List.of("--log", log.toString())));
    Process process =
        new ProcessBuilder(words)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
            .start();
    WitnessProcess witness = new WitnessProcess(process);
    witness.read();
    return witness;
  }

  private void read() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      keys.add(VerifierKey.parse(line));
      line = out.readLine();
    }
    assertThat(line).as("it listens").isNotNull();
    url = String.valueOf(line).substring(LISTENING.length());
  }

  int port() {
    return URI.create(url).getPort();
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/" + path)).build(), BodyHandlers.ofString());
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

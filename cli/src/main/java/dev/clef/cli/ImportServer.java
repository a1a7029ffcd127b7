package dev.clef.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The imports of a server, reached with its operator token. Thread-safe. */
record ImportServer(HttpClient client, URI imports, String token, Retries retries) {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final long MAX_ANSWER_BYTES = 16 << 20;

  /**
   * An import as the server knows it.
   *
   * @param position how many records of the file it took
   * @param counts by {@code kind.name}
   */
  record Job(String importId, long position, Map<String, Long> counts) {}

  /** A record the server did not take. */
  record Rejected(long index, String reason) {}

  /** The job after a batch. */
  record Taken(Job job, List<Rejected> rejects) {}

  /** An answer that says no. */
  static final class Refusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final String code;

    Refusal(int status, String code) {
      super("the server refused: " + code + " (status " + status + ")");
      this.code = code;
    }
  }

  static ImportServer at(HttpClient client, String url, String token, Retries retries) {
    try {
      URI base = URI.create(url.endsWith("/") ? url : url + "/");
      // Looks at the scheme and the host.
      HttpRequest.newBuilder(base).build();
      return new ImportServer(client, base.resolve("api/v1/imports"), token, retries);
    } catch (IllegalArgumentException e) {
      throw CliException.environment("not a URL: " + url);
    }
  }

  /**
   * The operator token in the data folder of the server.
   *
   * @throws CliException when it cannot be read
   */
  static String token(Path dataFolder) throws IOException {
    Path file = dataFolder.resolve("secrets/operator-token");
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw CliException.environment(
          "no operator token at " + file + ": is --data the data folder of the server?");
    } catch (AccessDeniedException e) {
      throw CliException.environment(
          file + " is not readable: run as the owner of the data folder");
    }
  }

  /** Begins an import, or goes on with the unfinished one of the same file. Tries once. */
  Job open(String source, String sha256, boolean dryRun) throws IOException {
    Map<String, Object> file = Map.of("source", source, "file_sha256", sha256, "dry_run", dryRun);
    return job(post("", BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(file))));
  }

  /** Hands a batch over; a batch that arrived although its answer was lost is not sent twice. */
  Taken take(String importId, ImportBatch batch) throws IOException {
    try {
      JsonNode answer =
          retries.run(
              () -> post("/" + importId + "/people", BodyPublishers.ofByteArray(batch.body())));
      List<Rejected> rejects = new ArrayList<>();
      for (JsonNode reject : answer.path("rejects")) {
        rejects.add(new Rejected(reject.path("index").asLong(), reject.path("reason").asString()));
      }
      return new Taken(job(answer.path("job")), rejects);
    } catch (Refusal refusal) {
      if (refusal.code.equals("import_out_of_step")) {
        Job job = find(importId);
        if (job.position() == batch.next()) {
          return new Taken(job, List.of());
        }
      }
      throw refusal;
    }
  }

  Job find(String importId) throws IOException {
    return retries.run(() -> job(send(request("/" + importId).GET())));
  }

  Job finish(String importId) throws IOException {
    return retries.run(() -> job(post("/" + importId + "/finish", BodyPublishers.noBody())));
  }

  private JsonNode post(String path, BodyPublisher body) throws IOException {
    return send(request(path).header("Content-Type", "application/json").POST(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(imports + path))
        // The windows of HTTP/2 slow large bodies down.
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    HttpResponse<byte[]> answer;
    try {
      answer =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (SSLException e) {
      throw new Retries.Away(
          "no trusted TLS 1.3 connection to "
              + imports.resolve("/")
              + ": "
              + Objects.requireNonNullElse(e.getMessage(), "handshake failed"),
          e);
    } catch (IOException e) {
      throw new Retries.Away("no server answers at " + imports.resolve("/"), e);
    }
    return read(answer);
  }

  private JsonNode read(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    JsonNode body = parse(answer.body());
    String code = body.path("code").asString("no code");
    if (status == 503 || status == 429 || code.equals("import_running")) {
      throw new Retries.Away("the server at " + imports.resolve("/") + " is busy: " + code);
    } else if (status == 401 || status == 403) {
      throw CliException.environment(
          "the server does not accept the operator token: is --data its data folder?");
    } else if (status / 100 != 2) {
      throw new Refusal(status, code);
    }
    return body;
  }

  private JsonNode parse(byte[] body) throws IOException {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new IOException("what answers at " + imports.resolve("/") + " is no Clef server", e);
    }
  }

  private static Job job(JsonNode node) {
    Map<String, Long> counts = new TreeMap<>();
    node.path("counts")
        .propertyStream()
        .forEach(member -> counts.put(member.getKey(), member.getValue().asLong()));
    return new Job(node.path("import_id").asString(), node.path("position").asLong(), counts);
  }
}

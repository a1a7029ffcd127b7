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
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The interface of a server that its operator token opens. Thread-safe. */
record OperatorApi(HttpClient client, URI base, String token) {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final long MAX_ANSWER_BYTES = 16 << 20;

  /** An answer that says no. */
  static final class Refusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * A refusal.
     *
     * @param fields what is wrong with which field; may be empty
     */
    Refusal(int status, String code, String fields) {
      super("the server refused: " + code + fields + " (status " + status + ")");
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** The server at this address. */
  static OperatorApi at(HttpClient client, String url, String token) {
    try {
      URI base = URI.create(url.endsWith("/") ? url : url + "/");
      // Looks at the scheme and the host.
      HttpRequest.newBuilder(base).build();
      return new OperatorApi(client, base, token);
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

  /**
   * Asks for something.
   *
   * @param path for example {@code api/v1/keys}
   * @throws Refusal when the answer says no
   * @throws Retries.Away when nobody answers, or is too busy
   */
  JsonNode get(String path) throws IOException {
    return send(request(path).GET());
  }

  /** Sends JSON. */
  JsonNode post(String path, Object body) throws IOException {
    return post(path, BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)));
  }

  /** Sends JSON as it is. */
  JsonNode post(String path, BodyPublisher body) throws IOException {
    return send(request(path).header("Content-Type", "application/json").POST(body));
  }

  /** Puts JSON in the place of what is there. */
  JsonNode put(String path, Object body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body))));
  }

  /** Has something removed. */
  void delete(String path) throws IOException {
    send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
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
              + base
              + ": "
              + Objects.requireNonNullElse(e.getMessage(), "handshake failed"),
          e);
    } catch (IOException e) {
      throw new Retries.Away("no server answers at " + base, e);
    }
    return read(answer);
  }

  private JsonNode read(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    JsonNode body = parse(answer.body());
    String code = body.path("code").asString("no code");
    if (status == 503 || status == 429 || code.equals("import_running")) {
      throw new Retries.Away("the server at " + base + " is busy: " + code);
    } else if (status == 401 || status == 403) {
      throw CliException.environment(
          "the server does not accept the operator token: is --data its data folder?");
    } else if (status / 100 != 2) {
      throw new Refusal(status, code, fields(body));
    }
    return body;
  }

  private static String fields(JsonNode body) {
    return body.path("errors")
        .valueStream()
        .map(error -> error.path("field").asString("") + " " + error.path("code").asString(""))
        .collect(Collectors.joining(", ", body.path("errors").isEmpty() ? "" : ", ", ""));
  }

  private JsonNode parse(byte[] body) throws IOException {
    if (body.length == 0) {
      return Json.MAPPER.createObjectNode(); // 204: done, and nothing to say
    }
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new IOException("what answers at " + base + " is no Clef server", e);
    }
  }
}

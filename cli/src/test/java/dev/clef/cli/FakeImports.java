package dev.clef.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import tools.jackson.databind.JsonNode;

/** The imports of a server, in memory, with the troubles it is told to have. */
final class FakeImports implements AutoCloseable {

  static final String TOKEN = "a-token-of-this-test";

  /** What happens to the next batch. */
  enum Trouble {
    UNAVAILABLE,
    CUT_BEFORE,
    CUT_AFTER,
    REFUSE
  }

  final Queue<Trouble> troubles = new ArrayDeque<>();
  final List<Long> firsts = new ArrayList<>();
  long position;
  long people;
  long awayFrom = Long.MAX_VALUE;
  int opened;
  boolean finished;
  private final HttpServer server;

  FakeImports() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/imports", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer " + TOKEN).equals(token)) {
      send(exchange, 401, Map.of("code", "not_signed_in"));
    } else if (path.endsWith("/people")) {
      take(exchange, Json.MAPPER.readTree(body));
    } else {
      opened += path.endsWith("/imports") ? 1 : 0;
      finished |= path.endsWith("/finish");
      send(exchange, 200, job());
    }
  }

  private void take(HttpExchange exchange, JsonNode batch) throws IOException {
    Trouble trouble = troubles.poll();
    if (position >= awayFrom || trouble == Trouble.UNAVAILABLE) {
      send(exchange, 503, Map.of("code", "unavailable"));
    } else if (trouble == Trouble.CUT_BEFORE) {
      exchange.close();
    } else if (trouble == Trouble.REFUSE) {
      send(exchange, 400, Map.of("code", "malformed_json"));
    } else if (batch.path("first").asLong() != position) {
      send(exchange, 409, Map.of("code", "import_out_of_step"));
    } else {
      firsts.add(position);
      position += batch.path("people").size();
      people += batch.path("people").size();
      if (trouble == Trouble.CUT_AFTER) {
        exchange.close();
      } else {
        send(exchange, 200, Map.of("job", job(), "rejects", List.of()));
      }
    }
  }

  private Map<String, Object> job() {
    return Map.of(
        "import_id", "1", "position", position, "counts", Map.of("outcome.created", people));
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> answer)
      throws IOException {
    byte[] body = Json.MAPPER.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

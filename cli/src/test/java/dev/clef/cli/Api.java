package dev.clef.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The API of a server as a person's browser speaks to it. */
final class Api {

  /** What the server said. */
  record Answer(int status, JsonNode body, Optional<String> cookie) {

    String code() {
      return body.path("code").asString("");
    }

    List<String> must() {
      return body.path("must").valueStream().map(JsonNode::asString).toList();
    }
  }

  private final HttpClient client;
  private final String url;

  Api(RunningServer server) {
    client = server.client();
    url = server.url();
  }

  Answer signIn(String name, String password, Optional<String> code) throws IOException {
    Map<String, Object> body = new HashMap<>(Map.of("name", name, "password", password));
    code.ifPresent(digits -> body.put("code", digits));
    return send("POST", "/api/v1/sign-in", Optional.of(body), Optional.empty());
  }

  Answer get(String path, Optional<String> cookie) throws IOException {
    return send("GET", path, Optional.empty(), cookie);
  }

  Answer send(
      String method, String path, Optional<Map<String, Object>> body, Optional<String> cookie)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Sec-Fetch-Site", "same-origin")
            .method(
                method,
                body.map(Json.MAPPER::writeValueAsString)
                    .map(BodyPublishers::ofString)
                    .orElse(BodyPublishers.noBody()));
    body.ifPresent(some -> request.header("Content-Type", "application/json"));
    cookie.ifPresent(value -> request.header("Cookie", value));
    return answer(request.build());
  }

  /** With the token of the operator. */
  Answer operator(RunningServer server, String path) throws IOException {
    return answer(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + OperatorApi.token(server.data))
            .build());
  }

  private Answer answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      Optional<String> cookie =
          answer.headers().firstValue("Set-Cookie").map(set -> set.split(";", 2)[0]);
      return new Answer(answer.statusCode(), Json.MAPPER.readTree(answer.body()), cookie);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}

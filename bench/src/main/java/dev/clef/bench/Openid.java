package dev.clef.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an application asks any OpenID provider, at the addresses its discovery document names. */
final class Openid {

  /** Of one client that keeps a secret. */
  record ClientSecret(String clientId, String secret) {

    String header() {
      String both = encode(clientId) + ":" + encode(secret);
      return "Basic "
          + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** What a grant leaves. */
  record Tokens(String access, String refresh) {}

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JsonNode discovered;

  private Openid(JsonNode discovered) {
    this.discovered = discovered;
  }

  static Openid discover(String issuer) throws IOException, InterruptedException {
    String address = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
    HttpResponse<String> answer = Client.http(HttpRequest.newBuilder(URI.create(address)).GET());
    Client.expect(200, answer);
    return new Openid(JSON.readTree(answer.body()));
  }

  String address(String endpoint) {
    return discovered.path(endpoint + "_endpoint").asString();
  }

  /** Whether it says that it knows this grant. */
  boolean knows(String grant) {
    for (JsonNode one : discovered.path("grant_types_supported")) {
      if (one.asString().equals(grant)) {
        return true;
      }
    }
    return false;
  }

  Tokens token(ClientSecret client, Map<String, String> parameters)
      throws IOException, InterruptedException {
    return tokens(Client.patiently(request("token", client, parameters)));
  }

  /** Those in an answer of the token endpoint. */
  Tokens tokens(HttpResponse<String> answer) throws IOException {
    Client.expect(200, answer);
    JsonNode tokens = JSON.readTree(answer.body());
    return new Tokens(
        tokens.path("access_token").asString(), tokens.path("refresh_token").asString(""));
  }

  HttpResponse<String> form(String endpoint, ClientSecret client, Map<String, String> parameters)
      throws IOException, InterruptedException {
    return Client.http(request(endpoint, client, parameters));
  }

  private HttpRequest.Builder request(
      String endpoint, ClientSecret client, Map<String, String> parameters) {
    return HttpRequest.newBuilder(URI.create(address(endpoint)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Authorization", client.header())
        .POST(HttpRequest.BodyPublishers.ofString(encoded(parameters)));
  }

  void introspect(ClientSecret client, String token) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Client.patiently(request("introspection", client, Map.of("token", token)));
    Client.expect(200, answer);
    if (!JSON.readTree(answer.body()).path("active").asBoolean()) {
      throw new IOException("a token that was good a moment ago is not active");
    }
  }

  JsonNode userInfo(String token) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Client.patiently(
            HttpRequest.newBuilder(URI.create(address("userinfo")))
                .header("Authorization", "Bearer " + token)
                .GET());
    Client.expect(200, answer);
    return JSON.readTree(answer.body());
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package dev.clef.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An application that people sign in to with a running server: plain HTTP as the standards have it,
 * no redirect followed by itself.
 *
 * @param host what it calls the server
 * @param secret null for an application without one
 */
public record RelyingParty(
    String host, int port, String clientId, @Nullable String secret, String redirectUri) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .sslContext(Client.trustingAnything())
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private static final Pattern STATE = Pattern.compile("name=\"state\" value=\"([^\"]+)\"");

  /** What was answered. */
  public record Reply(int status, String text, Map<String, List<String>> headers) {

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).getFirst();
    }

    public JsonNode json() {
      return Client.JSON.readTree(text);
    }

    /** The error in the words of OAuth; empty when there is none. */
    public String error() {
      return text.startsWith("{") ? json().path("error").asString("") : "";
    }

    /** A parameter of the address this leads to; empty when it has none. */
    public String sent(String name) {
      String query = URI.create(header("location")).getRawQuery();
      return query == null ? "" : parameters(query).getOrDefault(name, "");
    }
  }

  /** What a code is redeemed with, and what came of it. */
  public record Code(String value, String verifier, String state, String nonce) {}

  /** One that the operator has just added. */
  public static RelyingParty added(Running running, String kind, String redirectUri) {
    return added(running, kind, redirectUri, Map.of());
  }

  /** Likewise, with more about it. */
  public static RelyingParty added(
      Running running, String kind, String redirectUri, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("name", "Player");
    body.put("kind", kind);
    body.put("redirect_uris", List.of(redirectUri));
    return added(running, body);
  }

  /** Likewise, as this body says. */
  public static RelyingParty added(Running running, Map<String, Object> body) {
    Client.Answer answer = running.operator().post("/api/v1/clients", body);
    if (answer.status() != 201) {
      throw new AssertionError("client: " + answer);
    }
    JsonNode made = answer.json();
    JsonNode uris = made.path("client").path("redirect_uris");
    return new RelyingParty(
        "localhost",
        running.port(),
        made.path("client").path("client_id").asString(),
        made.path("secret").asString(null),
        uris.isEmpty() ? "" : uris.get(0).asString());
  }

  /** The same application with another secret. */
  public RelyingParty withSecret(@Nullable String other) {
    return new RelyingParty(host, port, clientId, other, redirectUri);
  }

  /** The same application, which calls the server by another name. */
  public RelyingParty calling(String other) {
    return new RelyingParty(other, port, clientId, secret, redirectUri);
  }

  /** What an authorization request says, and its verifier under {@code code_verifier}. */
  public Map<String, String> request() {
    String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", clientId);
    request.put("redirect_uri", redirectUri);
    request.put("scope", "openid profile email");
    request.put("state", "state-" + UUID.randomUUID());
    request.put("nonce", "nonce-" + UUID.randomUUID());
    request.put("code_challenge", challenge(verifier));
    request.put("code_challenge_method", "S256");
    request.put("code_verifier", verifier);
    return request;
  }

  public static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The address of an authorization request. */
  public static String address(Map<String, String> request) {
    Map<String, String> sent = new LinkedHashMap<>(request);
    sent.remove("code_verifier");
    return "/oauth2/authorize?" + encoded(sent);
  }

  /** Sends somebody's browser with a request. */
  public Reply authorize(Client browser, Map<String, String> request) {
    return get(browser, address(request), "same-origin");
  }

  /** Gets the code of somebody who is signed in, agreeing when asked. */
  public Code code(Client browser) {
    return code(browser, request());
  }

  public Code code(Client browser, Map<String, String> request) {
    Reply answer = authorize(browser, request);
    if (answer.header("location").contains("/consent?")) {
      answer = agree(browser, answer, request.getOrDefault("scope", ""));
    }
    if (answer.sent("code").isEmpty()) {
      throw new AssertionError("no code: " + answer);
    }
    return new Code(
        answer.sent("code"),
        request.getOrDefault("code_verifier", ""),
        answer.sent("state"),
        request.getOrDefault("nonce", ""));
  }

  /** Agrees on the page somebody was led to. */
  public Reply agree(Client browser, Reply toConsent, String scope) {
    URI page = URI.create(toConsent.header("location"));
    Reply shown = get(browser, page.getRawPath() + "?" + page.getRawQuery(), "same-origin");
    Matcher state = STATE.matcher(shown.text());
    if (!state.find()) {
      throw new AssertionError("no question: " + shown);
    }
    return submit(browser, state.group(1), scope);
  }

  /** Sends the form of the question. */
  public Reply submit(Client browser, String state, String scope) {
    String body = encoded(Map.of("client_id", clientId, "state", state));
    for (String one : scope.split(" ", -1)) {
      body += "&scope=" + encode(one);
    }
    return post(browser, "/oauth2/authorize", body);
  }

  /** A form of a page, sent by somebody's browser. */
  public Reply post(Client browser, String path, String body) {
    return kept(
        browser,
        send(
            builder(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", Client.LISTENER + "=" + browser.cookie(Client.LISTENER))
                .header("Sec-Fetch-Site", "same-origin")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString(body))));
  }

  /** Redeems a code. */
  public Reply redeem(Code code) {
    return token(
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code.value(),
            "redirect_uri",
            redirectUri,
            "code_verifier",
            code.verifier()));
  }

  public Reply refresh(String refreshToken) {
    return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  /** Asks the token endpoint, with the secret if there is one. */
  public Reply token(Map<String, String> parameters) {
    return form("/oauth2/token", parameters);
  }

  /** Likewise, with more headers. */
  public Reply token(Map<String, String> parameters, Map<String, String> headers) {
    return form("/oauth2/token", parameters, headers);
  }

  /** Sends a form as the application. */
  public Reply form(String path, Map<String, String> parameters) {
    return form(path, parameters, Map.of());
  }

  public Reply form(String path, Map<String, String> parameters, Map<String, String> headers) {
    Map<String, String> sent = new LinkedHashMap<>(parameters);
    HttpRequest.Builder request =
        builder(path).header("Content-Type", "application/x-www-form-urlencoded");
    headers.forEach(request::header);
    if (secret == null) {
      sent.put("client_id", clientId);
    } else {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (encode(clientId) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8)));
    }
    return send(request.POST(BodyPublishers.ofString(encoded(sent))));
  }

  /** JSON, with these headers. */
  public Reply json(String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request = builder(path).header("Content-Type", "application/json");
    headers.forEach(request::header);
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  /** A form without any proof of who sends it. */
  public Reply bare(String path, Map<String, String> parameters) {
    return send(
        builder(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(parameters))));
  }

  /** Asks who granted an access token. */
  public Reply userInfo(String accessToken) {
    return send(builder("/userinfo").header("Authorization", "Bearer " + accessToken).GET());
  }

  /** Likewise with a token that is bound to a key, and proofs of it. */
  public Reply userInfo(String method, String accessToken, String... proofs) {
    HttpRequest.Builder request =
        builder("/userinfo")
            .header("Authorization", "DPoP " + accessToken)
            .method(method, BodyPublishers.noBody());
    for (String proof : proofs) {
      request.header("DPoP", proof);
    }
    return send(request);
  }

  /** Likewise by POST, as OpenID Connect Core §5.3.1 has it too. */
  public Reply userInfoByPost(String accessToken) {
    return send(
        builder("/userinfo")
            .header("Authorization", "Bearer " + accessToken)
            .POST(BodyPublishers.noBody()));
  }

  /** Asks as a script of another origin would. */
  public Reply fromOrigin(String method, String path, String origin) {
    return send(
        builder(path)
            .header("Origin", origin)
            .header("Sec-Fetch-Site", "cross-site")
            .header("Access-Control-Request-Method", "POST")
            .method(method, BodyPublishers.noBody()));
  }

  public Reply get(String path) {
    return send(builder(path).GET());
  }

  /** Likewise, by somebody who takes these kinds of answers. */
  public Reply accepting(String accepted, String path) {
    return send(builder(path).header("Accept", accepted).GET());
  }

  /** A navigation of somebody's browser that this site started. */
  public Reply get(Client browser, String path, String site) {
    return get(browser, path, site, "document");
  }

  /** What another site loads into a page of its own. */
  public Reply framed(Client browser, String path) {
    return get(browser, path, "cross-site", "iframe");
  }

  private Reply get(Client browser, String path, String site, String into) {
    HttpRequest.Builder request =
        builder(path)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", site)
            .header("Sec-Fetch-Dest", into)
            .GET();
    if (!browser.cookie(Client.LISTENER).isEmpty()) {
      request.header("Cookie", Client.LISTENER + "=" + browser.cookie(Client.LISTENER));
    }
    return kept(browser, send(request));
  }

  private static Reply kept(Client browser, Reply reply) {
    reply.headers().getOrDefault("set-cookie", List.of()).forEach(browser::remember);
    return reply;
  }

  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.body(), answer.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** What a form of a page carries along. */
  public static String hidden(Reply page, String name) {
    Matcher field =
        Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.text());
    if (!field.find()) {
      throw new AssertionError("no " + name + ": " + page);
    }
    return field.group(1);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> parameters(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0],
                pair ->
                    URLDecoder.decode(pair.length == 1 ? "" : pair[1], StandardCharsets.UTF_8)));
  }
}

package dev.clef.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody's browser: HTTPS to a running server, cookies of its own. */
public final class Client implements AutoCloseable {

  public static final JsonMapper JSON = JsonMapper.shared();

  /** The cookie of a listener's session. */
  public static final String LISTENER = "__Host-clef";

  /** The cookie of a session of staff. */
  public static final String STAFF = "__Host-clef-staff";

  private static final SSLContext TRUSTING = trustingAnything();
  private static final HttpClient SHARED = http(HttpClient.Version.HTTP_2);

  private final HttpClient http;
  private final boolean ownsConnection;
  private final int port;
  private final String device;
  private final Map<String, String> cookies = new ConcurrentHashMap<>();
  private volatile @Nullable String bearer;

  private Client(HttpClient http, boolean ownsConnection, int port, String device) {
    this.http = http;
    this.ownsConnection = ownsConnection;
    this.port = port;
    this.device = device;
  }

  /** A browser without a session. */
  public static Client at(int port) {
    return at(port, "a test");
  }

  /** Likewise, calling itself {@code device}. */
  public static Client at(int port, String device) {
    return new Client(SHARED, false, port, device);
  }

  /** With a connection of its own, which ends with {@link #close}. */
  public static Client alone(int port, String device, HttpClient.Version version) {
    return new Client(http(version), true, port, device);
  }

  /** The same connection, another device without a session. */
  public Client another(String otherDevice) {
    return new Client(http, false, port, otherDevice);
  }

  /** What the cookie called {@code name} holds; empty when there is none. */
  public String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  /** Sends this cookie from now on. */
  public Client cookie(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  public int port() {
    return port;
  }

  /** Sends this token from now on. */
  public Client bearer(String token) {
    bearer = token;
    return this;
  }

  @Override
  public void close() {
    if (ownsConnection) {
      http.shutdownNow();
      http.close();
    }
  }

  /** An answer, read whole. */
  public record Answer(int status, byte[] body, Map<String, String> headers) {

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return JSON.readTree(body);
    }

    /** The code of a problem; empty for answers that are none. */
    public String code() {
      return text().contains("urn:clef:problem:") ? json().get("code").asString() : "";
    }

    /** The problem without what differs from request to request. */
    public String withoutRequestId() {
      return text().replaceFirst("\"request_id\":\"[0-9a-f-]{36}\"", "\"request_id\":\"\"");
    }

    @Override
    public String toString() {
      return status + " " + text();
    }
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  /** Asks as a browser does that goes there. */
  public Answer page(String path) {
    try {
      return trySend("GET", path, null, Map.of("Accept", "text/html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer post(String path, Object body) {
    return send("POST", path, JSON.writeValueAsBytes(body));
  }

  public Answer patch(String path, Object body) {
    return send("PATCH", path, JSON.writeValueAsBytes(body));
  }

  public Answer put(String path, Object body) {
    return send("PUT", path, JSON.writeValueAsBytes(body));
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  public Answer delete(String path, Object body) {
    return send("DELETE", path, JSON.writeValueAsBytes(body));
  }

  /** Sends bytes as they are, as JSON. */
  public Answer send(String method, String path, byte @Nullable [] body) {
    try {
      return trySend(method, path, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a form as a page does, from a browser that speaks {@code language}. */
  public Answer form(String path, Map<String, String> fields, String language) {
    String body =
        fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try {
      return trySend(
          "POST",
          path,
          body.getBytes(StandardCharsets.UTF_8),
          Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept-Language", language));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Likewise, for servers that may die meanwhile. */
  public Answer trySend(String method, String path, byte @Nullable [] body) throws IOException {
    return trySend(
        method, path, body, body == null ? Map.of() : Map.of("Content-Type", "application/json"));
  }

  private Answer trySend(
      String method, String path, byte @Nullable [] body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("User-Agent", device)
            .header("Sec-Fetch-Site", "same-origin")
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    String token = bearer;
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      answer.headers().allValues("Set-Cookie").forEach(this::remember);
      return new Answer(
          answer.statusCode(),
          answer.body(),
          Map.of(
              "retry-after", answer.headers().firstValue("Retry-After").orElse(""),
              "cache-control", answer.headers().firstValue("Cache-Control").orElse(""),
              "refresh", answer.headers().firstValue("Refresh").orElse(""),
              "content-type", answer.headers().firstValue("Content-Type").orElse(""),
              "clef-demo", answer.headers().firstValue("Clef-Demo").orElse("")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  void remember(String setCookie) {
    int equals = setCookie.indexOf('=');
    cookies.put(
        setCookie.substring(0, equals), setCookie.substring(equals + 1, setCookie.indexOf(';')));
  }

  /** A connection for requests no page of ours sends. */
  public static HttpClient stranger() {
    return http(HttpClient.Version.HTTP_1_1);
  }

  private static HttpClient http(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(TRUSTING)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** For our own certificate, which nobody knows. */
  public static SSLContext trustingAnything() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Trusting implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

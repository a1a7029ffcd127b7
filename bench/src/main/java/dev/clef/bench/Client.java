package dev.clef.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** One session with a server of a benchmark on this machine, over kept-alive TLS. */
final class Client {

  /**
   * Shared: each client of the JDK brings a thread of its own. It keeps one connection a session
   * alive.
   */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(trustingItself())
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String base;
  private @Nullable String cookie;
  private @Nullable String bearer;

  Client(int port) {
    this.base = "https://localhost:" + port;
  }

  /** Sends this token from now on. */
  Client bearer(String token) {
    bearer = token;
    return this;
  }

  /** The cookie of the session. */
  String session() {
    return Objects.requireNonNull(cookie, "not signed in");
  }

  /** A request to any server on this machine. */
  static HttpResponse<String> http(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(
        request.timeout(Duration.ofMinutes(3)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Likewise; who is told to come again does, as applications do. */
  static HttpResponse<String> patiently(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http(request);
    while (isBusy(answer)) {
      Thread.sleep(Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1)));
      answer = http(request);
    }
    return answer;
  }

  /** Whether the server had no place for it just now. */
  static boolean isBusy(HttpResponse<String> answer) {
    return answer.statusCode() == 429 || answer.statusCode() == 503;
  }

  boolean answers() {
    try {
      return get("/log/key").statusCode() < 500;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  void register(String name, String password) throws IOException, InterruptedException {
    String json =
        """
        {"username":"%s","password":"%s","email":"%s@example.invalid","given_name":"Ada",
         "family_name":"Example","display_name":"Ada E.","birth_date":"1990-05-12","country":"DE",
         "locale":"de","phone_number":"+491715550123","address":"Musterweg 1, 10115 Berlin"}\
        """
            .formatted(name, password, name);
    expect(201, post("/api/v1/accounts", json));
  }

  /**
   * Signs in; later requests carry the session. A server that is busy is asked again when it says.
   *
   * @return how often it was busy
   */
  int signIn(String name, String password) throws IOException, InterruptedException {
    HttpResponse<String> answer = trySignIn(name, password);
    int busy = 0;
    while (isBusy(answer)) {
      busy++;
      Thread.sleep(Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1)));
      answer = trySignIn(name, password);
    }
    expect(200, answer);
    cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    return busy;
  }

  /** Tries to sign in, once. */
  HttpResponse<String> trySignIn(String name, String password)
      throws IOException, InterruptedException {
    cookie = null;
    return post(
        "/api/v1/sign-in", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  /** Erases whoever is signed in. */
  HttpResponse<String> erase(String password) throws IOException, InterruptedException {
    String json = "{\"password\":\"%s\"}".formatted(password);
    return send(
        request("/api/v1/me")
            .header("Content-Type", "application/json")
            .header("Origin", base)
            .method("DELETE", HttpRequest.BodyPublishers.ofString(json)));
  }

  static void expect(int status, HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(
          "expected " + status + ", got " + answer.statusCode() + ": " + answer.body());
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * The server made its certificate a second ago and the benchmark started the server: nothing is
   * there to check.
   */
  private static SSLContext trustingItself() {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK speaks TLS 1.3", e);
    }
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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

package dev.clef;

import dev.clef.identity.credentials.SecretBytes;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Makes the requests of an ordinary day to the process itself, over TLS, so that the AOT cache of
 * the build (JEP 483, 514, 515) holds the classes and profiles they need. Only with {@code
 * clef.training=true}, on a data folder that is thrown away afterwards.
 *
 * <p>An answer that is not the expected one is a warning and not the end: a cache made from fewer
 * requests is a slower start, and telling right answers from wrong ones is what tests are for.
 */
final class Training {

  private static final Logger log = LoggerFactory.getLogger(Training.class);

  /**
   * Enough for the profiles in the cache to be those of a server at work: it compiles in its first
   * seconds what it would otherwise compile for minutes, on the processors its first listeners
   * need.
   */
  private static final int ROUNDS = 400;

  private static final int READS_A_ROUND = 20;
  private static final int PAGE_ROUNDS = 200;

  private static final List<String> OPEN_PAGES = List.of("/", "/register", "/sign-in");
  private static final List<String> OWN_PAGES =
      List.of("/privacy", "/privacy/activity", "/privacy/devices");

  /** What is open before there is a passkey: nobody is there who could add one. */
  private static final List<String> CONSOLE_PAGES = List.of("/staff/sign-in?again", "/staff/passkeys");

  /** People in the console are few. */
  private static final int CONSOLE_ROUNDS = 20;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648 §6
  private static final Pattern ENTRY =
      Pattern.compile("href=\"(/privacy/activity/[0-9a-f-]{36}/\\d+)\"");

  private static final String PASSWORD = "training-" + "x".repeat(16);

  private final Addresses addresses;
  private final Path folder;
  private final Path certificate;
  private final Clock clock;
  private String cookie = "";
  private String bearer = "";

  Training(Environment environment, Clock clock) {
    this.addresses = new Addresses(environment);
    this.folder = Path.of(environment.getProperty("clef.data", "clef-data"));
    this.certificate = folder.resolve("tls/cert.pem");
    this.clock = clock;
  }

  void run() {
    try (HttpClient old = client(HttpClient.Version.HTTP_1_1);
        HttpClient client = client(HttpClient.Version.HTTP_2)) {
      day(client, old);
    } catch (IOException | GeneralSecurityException e) {
      log.warn("The training ended early.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpClient client(HttpClient.Version version)
      throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(trustingOurselves())
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  private void day(HttpClient client, HttpClient old) throws IOException, InterruptedException {
    send(client, 200, "GET", addresses.management() + "/actuator/health", "");
    send(client, 200, "GET", addresses.management() + "/actuator/prometheus", "");
    String api = addresses.main() + "/api/v1";
    send(
        client,
        201,
        "POST",
        api + "/accounts",
        """
        {"username": "training", "password": "%s", "birth_date": "1990-01-01", "country": "DE",
         "email": "training@example.org", "given_name": "Käthe"}
        """
            .formatted(PASSWORD));
    send(client, 401, "GET", api + "/me", "");
    for (int i = 0; i < PAGE_ROUNDS; i++) {
      for (String page : OPEN_PAGES) {
        send(i % 2 == 0 ? client : old, 200, "GET", addresses.main() + page, "");
      }
    }
    send(client, 401, "POST", api + "/sign-in", signIn("wrong-" + PASSWORD));
    for (int i = 0; i < ROUNDS; i++) {
      HttpClient either = i % 2 == 0 ? client : old;
      cookie = "";
      HttpResponse<byte[]> signedIn = send(either, 200, "POST", api + "/sign-in", signIn(PASSWORD));
      cookie = setCookie(signedIn);
      for (int reads = 0; reads < READS_A_ROUND; reads++) {
        send(either, 200, "GET", api + "/me", "");
      }
    }
    for (int i = 0; i < PAGE_ROUNDS; i++) {
      for (String page : OWN_PAGES) {
        send(i % 2 == 0 ? client : old, 200, "GET", addresses.main() + page, "");
      }
    }
    checkOneEntry(client);
    send(client, 400, "PATCH", api + "/me", "{\"unknown\": 1}");
    send(client, 200, "PATCH", api + "/me", "{\"display_name\": \"Käthe\"}");
    send(client, 200, "GET", api + "/me/sessions", "");
    send(client, 200, "GET", api + "/me/activity", "");
    send(client, 200, "GET", api + "/me/export", "");
    send(client, 200, "GET", addresses.main() + "/log/checkpoint", "");
    console(client, old, api);
    send(client, 200, "DELETE", api + "/me", "{\"password\": \"%s\"}".formatted(PASSWORD));
  }

  /** The first staff account looks around. */
  private void console(HttpClient client, HttpClient old, String api)
      throws IOException, InterruptedException {
    String listener = cookie;
    cookie = "";
    bearer = Files.readString(folder.resolve("secrets/operator-token")).strip();
    String link = member("path", send(client, 201, "POST", api + "/staff-setup-link", "{}"));
    bearer = "";
    String token = link.substring(link.indexOf('=') + 1);
    String secret =
        member(
            "secret",
            send(
                client,
                200,
                "POST",
                api + "/staff/setup",
                json("token", token, "name", "trainer", "password", PASSWORD)));
    send(
        client,
        204,
        "POST",
        api + "/staff/setup/confirm",
        json("token", token, "code", code(secret, 0)));
    cookie =
        setCookie(
            send(
                client,
                204,
                "POST",
                api + "/staff/sign-in",
                json("name", "trainer", "password", PASSWORD, "code", code(secret, 1))));
    for (int i = 0; i < CONSOLE_ROUNDS; i++) {
      for (String page : CONSOLE_PAGES) {
        send(i % 2 == 0 ? client : old, 200, "GET", addresses.main() + page, "");
      }
    }
    cookie = listener;
  }

  /** The code an authenticator shows so many steps of 30 seconds from now. */
  private String code(String base32, int steps) {
    BigInteger bits = BigInteger.ONE; // keeps zeros at the front
    for (int i = 0; i < base32.length(); i++) {
      bits = bits.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(base32.charAt(i))));
    }
    byte[] bytes = bits.shiftRight(base32.length() * 5 % 8).toByteArray();
    TotpSecret secret =
        new TotpSecret(
            SecretBytes.of(Arrays.copyOfRange(bytes, 1, bytes.length)),
            TotpSecret.Algorithm.SHA1,
            6,
            Duration.ofSeconds(30));
    return Totp.code(secret, Totp.step(secret, clock.instant()) + steps);
  }

  /** An object of texts that need no escapes, a name before each value. */
  private static String json(String... members) {
    StringJoiner object = new StringJoiner(", ", "{", "}");
    for (int i = 0; i < members.length; i += 2) {
      object.add('"' + members[i] + "\": \"" + members[i + 1] + '"');
    }
    return object.toString();
  }

  private static String member(String name, HttpResponse<byte[]> answer) {
    Matcher member =
        Pattern.compile('"' + name + "\"\\s*:\\s*\"([^\"]*)\"")
            .matcher(new String(answer.body(), StandardCharsets.UTF_8));
    return member.find() ? member.group(1) : "";
  }

  private static String setCookie(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
  }

  /** The page on which a browser checks an entry, and what it fetches for that. */
  private void checkOneEntry(HttpClient client) throws IOException, InterruptedException {
    HttpResponse<byte[]> list =
        send(client, 200, "GET", addresses.main() + "/privacy/activity", "");
    Matcher entry = ENTRY.matcher(new String(list.body(), StandardCharsets.UTF_8));
    if (!entry.find()) {
      log.warn("The training found no entry to check.");
      return;
    }
    for (int i = 0; i < PAGE_ROUNDS; i++) {
      send(client, 200, "GET", addresses.main() + entry.group(1), "");
    }
    for (String path : List.of("/log/checkpoint", "/log/key", "/log/tile/entries/000.p/1")) {
      send(client, 200, "GET", addresses.main() + path, "");
    }
  }

  private static String signIn(String password) {
    return "{\"name\": \"training\", \"password\": \"%s\"}".formatted(password);
  }

  private HttpResponse<byte[]> send(
      HttpClient client, int expected, String method, String address, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Sec-Fetch-Site", "same-origin");
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != expected) {
      log.warn("{} {} answered {}", method, URI.create(address).getPath(), response.statusCode());
    }
    return response;
  }

  private SSLContext trustingOurselves() throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      own.setCertificateEntry(
          "clef", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(own);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

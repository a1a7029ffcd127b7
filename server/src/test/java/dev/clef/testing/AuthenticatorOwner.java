package dev.clef.testing;

import dev.clef.identity.credentials.SecretBytes;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.testing.Client.Answer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who came from Keycloak with a password and an authenticator app. */
public final class AuthenticatorOwner {

  private static final String SECRET = "a secret of 20 bytes";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int ITERATIONS = 1_000;

  private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final TotpSecret secret;
  private final Clock clock;

  private AuthenticatorOwner(byte[] secret, Clock clock) {
    this.secret =
        new TotpSecret(
            SecretBytes.of(secret), TotpSecret.Algorithm.SHA1, 6, Duration.ofSeconds(30));
    this.clock = clock;
  }

  /** Imports the person as an operator does. */
  public static AuthenticatorOwner imported(
      Running clef, Path secrets, String name, String password)
      throws IOException, GeneralSecurityException {
    Client operator =
        clef.client().bearer(Files.readString(secrets.resolve("operator-token")).strip());
    give(operator, name, password, true);
    return new AuthenticatorOwner(SECRET.getBytes(StandardCharsets.UTF_8), clef.clock());
  }

  /** The app of somebody who was imported. */
  public static AuthenticatorOwner ofImport(Clock clock) {
    return new AuthenticatorOwner(SECRET.getBytes(StandardCharsets.UTF_8), clock);
  }

  /** The person as the other system has them now: switched on, or off. */
  public static void give(Client operator, String name, String password, boolean enabled)
      throws GeneralSecurityException {
    Answer job =
        operator.post(
            "/api/v1/imports",
            Map.of("source", "keycloak", "file_sha256", "cd".repeat(32), "dry_run", false));
    String path = "/api/v1/imports/" + job.json().get("import_id").asString();
    Map<String, Object> person =
        Map.of(
            "id",
            "id-of-" + name,
            "username",
            name,
            "enabled",
            enabled,
            "attributes",
            Map.of("birthdate", List.of("1990-12-10"), "country", List.of("DE")),
            "credentials",
            List.of(password(password), authenticator()));
    Answer taken =
        operator.post(
            path + "/people", Map.of("realm", "test", "first", 0, "people", List.of(person)));
    if (taken.status() != 200 || !taken.json().get("rejects").isEmpty()) {
      throw new AssertionError("import: " + taken);
    }
    Answer finished = operator.post(path + "/finish", Map.of());
    if (finished.status() >= 300) {
      throw new AssertionError("import: " + finished);
    }
  }

  private static Map<String, Object> password(String password) throws GeneralSecurityException {
    byte[] salt = "sixteen bytes...".getBytes(StandardCharsets.UTF_8);
    byte[] hash =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256))
            .getEncoded();
    Base64.Encoder base64 = Base64.getEncoder();
    return credential(
        "password",
        Map.of("value", base64.encodeToString(hash), "salt", base64.encodeToString(salt)),
        Map.of("hashIterations", ITERATIONS, "algorithm", "pbkdf2-sha256"));
  }

  private static Map<String, Object> authenticator() {
    return credential(
        "otp",
        Map.of("value", SECRET),
        Map.of("subType", "totp", "digits", 6, "period", 30, "algorithm", "HmacSHA1"));
  }

  /** Keycloak keeps both parts as texts of JSON. */
  private static Map<String, Object> credential(
      String type, Map<String, Object> secret, Map<String, Object> data) {
    return Map.of(
        "type",
        type,
        "secretData",
        JSON.writeValueAsString(secret),
        "credentialData",
        JSON.writeValueAsString(data));
  }

  /**
   * Somebody who typed the secret into an app.
   *
   * @param base32 32 characters, for 20 bytes
   */
  public static AuthenticatorOwner withSecret(String base32, Clock clock) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < base32.length(); i++) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(BASE_32.indexOf(base32.charAt(i))));
    }
    byte[] bytes = number.toByteArray();
    byte[] secret = new byte[20];
    int from = Math.max(0, bytes.length - secret.length);
    int length = bytes.length - from;
    System.arraycopy(bytes, from, secret, secret.length - length, length);
    return new AuthenticatorOwner(secret, clock);
  }

  /** The code shown now. */
  public String code() {
    return Totp.code(secret, Totp.step(secret, clock.instant()));
  }

  /** A code of an hour ago. */
  public String wrongCode() {
    return Totp.code(secret, Totp.step(secret, clock.instant()) - 120);
  }
}

package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.COST;
import static dev.clef.identity.credentials.Unsupported.Reason.HASH_LENGTH;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;
import static dev.clef.identity.credentials.Unsupported.Reason.OTP_KIND;
import static dev.clef.identity.credentials.Unsupported.Reason.VERSION;

import dev.clef.identity.credentials.Argon2Parameters.Variant;
import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.identity.credentials.Pbkdf2Parameters.Prf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Credentials of a Keycloak export. Each is two texts of JSON: {@code credentialData} says how,
 * {@code secretData} holds the secret.
 */
public final class KeycloakCredential {

  // Without a pool of buffers: they would keep what was read.
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build())
          .build();

  private KeycloakCredential() {}

  /** Reads a credential of type {@code password}: Argon2 or PBKDF2 with SHA-1, -256 or -512. */
  public static ParsedHash parse(String credentialData, String secretData) {
    try {
      JsonNode how = object(credentialData);
      JsonNode secret = object(secretData);
      SecretBytes salt = base64(secret.path("salt"));
      SecretBytes hash = base64(secret.path("value"));
      String algorithm = text(how.path("algorithm"));
      KeyDerivation derivation =
          switch (algorithm) {
            case "argon2" -> argon2(how, hash.length());
            case "pbkdf2" -> pbkdf2(Prf.SHA1, how);
            case "pbkdf2-sha256" -> pbkdf2(Prf.SHA256, how);
            case "pbkdf2-sha512" -> pbkdf2(Prf.SHA512, how);
            default -> throw new Refused(ALGORITHM);
          };
      return new PasswordHash(Form.RAW, derivation, salt, hash);
    } catch (Refused refused) {
      return refused.unsupported();
    }
  }

  /**
   * Reads a credential of type {@code otp}. The secret is the UTF-8 of the text unless {@code
   * secretEncoding} says Base32.
   */
  public static ParsedTotp parseOtp(String credentialData, String secretData) {
    try {
      JsonNode how = object(credentialData);
      Refused.unless(text(how.path("subType")).equals("totp"), OTP_KIND);
      TotpSecret.Algorithm algorithm =
          switch (text(how.path("algorithm"))) {
            case "HmacSHA1" -> TotpSecret.Algorithm.SHA1;
            case "HmacSHA256" -> TotpSecret.Algorithm.SHA256;
            case "HmacSHA512" -> TotpSecret.Algorithm.SHA512;
            default -> throw new Refused(ALGORITHM);
          };
      String value = text(object(secretData).path("value"));
      return new TotpSecret(
          otpSecret(value, how.path("secretEncoding")),
          algorithm,
          number(how.path("digits")),
          Duration.ofSeconds(number(how.path("period"))));
    } catch (Refused refused) {
      return refused.unsupported();
    }
  }

  private static Argon2Parameters argon2(JsonNode how, int hashBytes) {
    JsonNode more = how.path("additionalParameters");
    Variant variant =
        switch (text(first(more, "type"))) {
          case "id" -> Variant.ID;
          case "i" -> Variant.I;
          case "d" -> Variant.D;
          default -> throw new Refused(ALGORITHM);
        };
    int version =
        switch (text(first(more, "version"))) {
          case "1.3" -> 0x13;
          case "1.0" -> 0x10;
          default -> throw new Refused(VERSION);
        };
    Refused.unless(number(first(more, "hashLength")) == hashBytes, HASH_LENGTH);
    return new Argon2Parameters(
        variant,
        version,
        number(first(more, "memory")),
        number(how.path("hashIterations")),
        number(first(more, "parallelism")));
  }

  private static Pbkdf2Parameters pbkdf2(Prf prf, JsonNode how) {
    return new Pbkdf2Parameters(prf, number(how.path("hashIterations")));
  }

  private static SecretBytes otpSecret(String value, JsonNode encoding) {
    if (encoding.isMissingNode() || encoding.isNull()) {
      return SecretBytes.of(value.getBytes(StandardCharsets.UTF_8));
    }
    Refused.unless(text(encoding).equalsIgnoreCase("base32"), MALFORMED);
    return SecretBytes.of(Base32.decode(value).orElseThrow(() -> new Refused(MALFORMED)));
  }

  /** Keycloak writes each parameter as a list of one. */
  private static JsonNode first(JsonNode parameters, String name) {
    return parameters.path(name).path(0);
  }

  private static JsonNode object(String json) {
    JsonNode node = refusing(() -> JSON.readTree(json));
    Refused.unless(node.isObject(), MALFORMED);
    return node;
  }

  private static String text(JsonNode node) {
    Refused.unless(node.isString(), MALFORMED);
    return node.stringValue();
  }

  /** A number, or a text that is one. */
  private static int number(JsonNode node) {
    Refused.unless(node.isIntegralNumber() || node.isString(), MALFORMED);
    String digits = node.asString();
    Refused.unless(digits.matches("[0-9]+"), MALFORMED);
    Refused.unless(digits.length() <= 9, COST);
    return Integer.parseInt(digits);
  }

  private static SecretBytes base64(JsonNode node) {
    String text = text(node);
    return refusing(() -> SecretBytes.of(Base64.getDecoder().decode(text)));
  }

  /** Their messages quote the input, which is a secret: neither message nor cause goes on. */
  private static <T> T refusing(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (JacksonException | IllegalArgumentException quotesTheInput) {
      throw new Refused(MALFORMED);
    }
  }
}

package dev.clef.identity;

import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.Passkey;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.identity.credentials.PasskeyVerifier;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A question to an authenticator.
 *
 * @param challenge sealed; comes back with the answer
 * @param publicKey for {@code PublicKeyCredential.parse…OptionsFromJSON} (WebAuthn §5.1.8, §5.1.9)
 */
public record PasskeyQuestion(String challenge, Map<String, Object> publicKey) {

  /**
   * How long a question may be answered. What was answered is remembered for twice as long, for
   * clocks that differ.
   */
  public static final Duration TIME = Duration.ofMinutes(5);

  /** Bytes of a challenge. */
  public static final int CHALLENGE_BYTES = 32;

  /**
   * Asks to use a key.
   *
   * @param allowed of these; empty for any the authenticator knows
   */
  public static PasskeyQuestion toUse(
      String sealed, byte[] challenge, PasskeySite site, HeldFactors allowed) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("challenge", base64(challenge));
    asked.put("rpId", site.rpId());
    asked.put("timeout", TIME.toMillis());
    asked.put("userVerification", "required");
    asked.put("allowCredentials", listed(allowed));
    return new PasskeyQuestion(sealed, asked);
  }

  /**
   * Asks to make a key that is found without a name and checks its owner.
   *
   * @param service what the service is called
   * @param user by which the authenticator knows the person
   * @param name what the person is called
   * @param held whose authenticators make no second one
   * @param conveyance whether it is to say what it is (WebAuthn §5.4.7)
   */
  public static PasskeyQuestion toMake(
      String sealed,
      byte[] challenge,
      PasskeySite site,
      String service,
      byte[] user,
      String name,
      HeldFactors held,
      String conveyance) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("rp", Map.of("id", site.rpId(), "name", service));
    asked.put("user", Map.of("id", base64(user), "name", name, "displayName", name));
    asked.put("challenge", base64(challenge));
    asked.put(
        "pubKeyCredParams",
        PasskeyVerifier.ALGORITHMS.stream()
            .map(code -> Map.of("type", "public-key", "alg", code))
            .toList());
    asked.put("timeout", TIME.toMillis());
    asked.put("excludeCredentials", listed(held));
    asked.put(
        "authenticatorSelection",
        Map.of(
            "residentKey", "required", "requireResidentKey", true, "userVerification", "required"));
    asked.put("attestation", conveyance);
    asked.put("extensions", Map.of("credProps", true));
    return new PasskeyQuestion(sealed, asked);
  }

  private static List<Map<String, Object>> listed(HeldFactors held) {
    return held.passkeys().stream().map(PasskeyQuestion::listed).toList();
  }

  private static Map<String, Object> listed(Passkey key) {
    Map<String, Object> one = new HashMap<>();
    one.put("type", "public-key");
    one.put("id", base64(key.credentialId()));
    one.put("transports", key.transports());
    return one;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.clef.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/** The key a browser makes for a session of staff, and signs with. */
public final class BrowserHand {

  private final KeyPair pair;

  public BrowserHand() {
    this("secp256r1");
  }

  /** On another curve than a browser is asked for. */
  public BrowserHand(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** SubjectPublicKeyInfo, in base64url. */
  public String publicKey() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(pair.getPublic().getEncoded());
  }

  /** What a sign-in takes of it. */
  public Map<String, Object> sent(String challenge) {
    return Map.of("browser_key", publicKey(), "browser_proof", sign(challenge));
  }

  /** Signs as a page of the console does. */
  public String sign(String challenge) {
    return signAsIs("clef session\n" + challenge);
  }

  /** Signs just this. */
  public String signAsIs(String message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(message.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.clef.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HexFormat;

/** Checks what the provider signed by the keys it publishes, with the JDK alone. */
public final class PublishedKeys {

  /** What stands before the bytes of an Ed25519 key in its structure (RFC 8410 §4). */
  private static final String ED25519_INFO = "302a300506032b6570032100";

  private PublishedKeys() {}

  /** The key a token names; fails when it is not published, or not published alone. */
  public static JWK of(RelyingParty application, SignedJWT token) throws ParseException {
    JWK key =
        JWKSet.parse(application.get("/oauth2/jwks").text())
            .getKeyByKeyId(token.getHeader().getKeyID());
    if (key == null || key.isPrivate()) {
      throw new AssertionError("no public key of this name: " + token.getHeader());
    }
    return key;
  }

  /** Whether that key signed it, by the algorithm the token names. */
  public static boolean signed(RelyingParty application, SignedJWT token)
      throws ParseException, GeneralSecurityException, JOSEException {
    JWK key = of(application, token);
    Signature signature;
    switch (token.getHeader().getAlgorithm().getName()) {
      case "ES256" -> {
        signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key.toECKey().toECPublicKey());
      }
      case "RS256" -> {
        signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key.toRSAKey().toRSAPublicKey());
      }
      case "EdDSA" -> {
        signature = Signature.getInstance("Ed25519");
        String info = ED25519_INFO + HexFormat.of().formatHex(key.toOctetKeyPair().getDecodedX());
        signature.initVerify(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(info))));
      }
      default -> throw new AssertionError("signed with " + token.getHeader().getAlgorithm());
    }
    signature.update(token.getSigningInput());
    return signature.verify(token.getSignature().decode());
  }
}

package dev.clef.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Whoever has a key pair and signs with it, well or badly: the JDK does, not what is tested. */
public record KeyHolder(String algorithm, KeyPair pair, JWK jwk) {

  public static KeyHolder of(String algorithm) {
    return of(algorithm, 2048);
  }

  /** With an RSA key of so many bits. */
  public static KeyHolder of(String algorithm, int bits) {
    try {
      KeyPair pair =
          switch (algorithm) {
            case "ES256" -> pair("EC", "secp256r1");
            case "ES384" -> pair("EC", "secp384r1");
            case "EdDSA" -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            default -> {
              KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
              generator.initialize(bits);
              yield generator.generateKeyPair();
            }
          };
      return new KeyHolder(algorithm, pair, jwk(algorithm, pair));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String type, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static JWK jwk(String algorithm, KeyPair pair) {
    return switch (algorithm) {
      case "ES256" -> new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).build();
      case "ES384" -> new ECKey.Builder(Curve.P_384, (ECPublicKey) pair.getPublic()).build();
      case "EdDSA" -> {
        byte[] info = pair.getPublic().getEncoded();
        yield new OctetKeyPair.Builder(
                Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(info, info.length - 32, info.length)))
            .build();
      }
      default -> new RSAKey.Builder((RSAPublicKey) pair.getPublic()).build();
    };
  }

  /** The set of this one public key. */
  public Map<String, Object> jwks() {
    return Map.of("keys", List.of(jwk.toJSONObject()));
  }

  public String thumbprint() {
    try {
      return jwk.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** A JWT; {@code alg} is this key's unless the header says another. */
  public String sign(Map<String, Object> header, Map<String, Object> claims) {
    Map<String, Object> whole = new LinkedHashMap<>(Map.of("alg", algorithm));
    whole.putAll(header);
    String input = part(whole) + "." + part(claims);
    try {
      Signature signature =
          switch (algorithm) {
            case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            case "ES384" -> Signature.getInstance("SHA384withECDSAinP1363Format");
            case "EdDSA" -> Signature.getInstance("Ed25519");
            case "PS256" -> Signature.getInstance("RSASSA-PSS");
            default -> Signature.getInstance("SHA256withRSA");
          };
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + Base64URL.encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String part(Map<String, Object> members) {
    return Base64URL.encode(Client.JSON.writeValueAsString(members)).toString();
  }

  /** What a good proof of possession says (RFC 9449 §4.2). */
  public static Map<String, Object> proof(String method, String address, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("htm", method);
    claims.put("htu", address);
    claims.put("iat", now.getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  /** A proof of possession of this key. */
  public String prove(Map<String, Object> claims) {
    return sign(Map.of("typ", "dpop+jwt", "jwk", jwk.toJSONObject()), claims);
  }

  /** What a good assertion of a client says (RFC 7523 §3). */
  public static Map<String, Object> assertion(String clientId, String audience, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", audience);
    claims.put("exp", now.plusSeconds(60).getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }
}

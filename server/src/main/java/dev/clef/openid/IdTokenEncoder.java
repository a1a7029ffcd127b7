package dev.clef.openid;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64URL;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/**
 * Signs ID tokens with ES256, the one algorithm there is, whatever is asked for. The private key
 * stays in the module of keys. Thread-safe.
 */
final class IdTokenEncoder implements JwtEncoder {

  private final ProviderKeys keys;

  IdTokenEncoder(ProviderKeys keys) {
    this.keys = keys;
  }

  /** What was signed, and the header it has. */
  record Signed(String token, Map<String, Object> header) {}

  @Override
  public Jwt encode(JwtEncoderParameters parameters) {
    JwtClaimsSet claims = parameters.getClaims();
    Signed signed = sign(JOSEObjectType.JWT, members(claims));
    return new Jwt(
        signed.token(),
        claims.getIssuedAt(),
        claims.getExpiresAt(),
        signed.header(),
        claims.getClaims());
  }

  /** Signs a JWT of this type. */
  Signed sign(JOSEObjectType type, Map<String, Object> claims) {
    ProviderKeys.Published key = keys.current();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(type)
            .keyID(key.jwk().getKeyID())
            .build();
    byte[] input = new JWSObject(header, new Payload(claims)).getSigningInput();
    String token =
        new String(input, StandardCharsets.US_ASCII)
            + "."
            + Base64URL.encode(keys.sign(key, input));
    return new Signed(token, header.toJSONObject());
  }

  /** Moments are whole seconds (RFC 7519 §2). */
  private static Map<String, Object> members(JwtClaimsSet claims) {
    Map<String, Object> members = new LinkedHashMap<>();
    claims
        .getClaims()
        .forEach((name, value) ->
            members.put(
                name,
                switch (value) {
                  case Instant at -> at.getEpochSecond();
                  case URL url -> url.toString();
                  default -> value;
                }));
    return members;
  }
}

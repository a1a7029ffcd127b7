package dev.clef.openid;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64URL;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/**
 * Signs tokens with what their client is registered for, whatever a request says. The private keys
 * stay in the module of keys. Thread-safe.
 */
final class IdTokenEncoder implements JwtEncoder {

  private final ProviderKeys keys;
  private final Clients clients;

  IdTokenEncoder(ProviderKeys keys, Clients clients) {
    this.keys = keys;
    this.clients = clients;
  }

  /** What was signed, and the header it has. */
  record Signed(String token, Map<String, Object> header) {}

  @Override
  public Jwt encode(JwtEncoderParameters parameters) {
    JwtClaimsSet claims = parameters.getClaims();
    Client client =
        clients.find(Objects.requireNonNull(claims.getAudience()).getFirst()).orElseThrow();
    Signed signed = sign(client, JOSEObjectType.JWT, members(claims));
    return new Jwt(
        signed.token(),
        claims.getIssuedAt(),
        claims.getExpiresAt(),
        signed.header(),
        claims.getClaims());
  }

  /** Signs a JWT of this type for a client, as its ID tokens are. */
  Signed sign(Client client, JOSEObjectType type, Map<String, Object> claims) {
    return sign(client.idTokenSignedResponseAlg(), type, claims);
  }

  /** Signs a JWT of this type. */
  Signed sign(String algorithm, JOSEObjectType type, Map<String, Object> claims) {
    ProviderKeys.Published key = keys.current(algorithm);
    JWSHeader header =
        new JWSHeader.Builder(key.algorithm()).type(type).keyID(key.jwk().getKeyID()).build();
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

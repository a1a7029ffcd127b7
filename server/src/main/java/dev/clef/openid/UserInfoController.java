package dev.clef.openid;

import com.nimbusds.jose.JOSEObjectType;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** The address of OpenID Connect Core §5.3, opened by an access token (RFC 6750). */
@RestController
class UserInfoController {

  /** The name of the limit on what is told about a person. */
  static final String LIMIT = "openid-userinfo";

  private static final String BEARER = "Bearer";
  private static final String DPOP = "DPoP";

  /** What a proof may be signed with, as it is said to whoever lacks one (RFC 9449 §7.1). */
  private static final String ALGORITHMS = "algs=\"" + String.join(" ", Proofs.NAMES) + "\"";

  private static final String JWT = "application/jwt";

  private final Families families;
  private final UserInfo info;
  private final IdTokenEncoder encoder;
  private final Issuer issuer;
  private final Proofs proofs;
  private final RateLimits limits;

  UserInfoController(
      Families families,
      UserInfo info,
      IdTokenEncoder encoder,
      Issuer issuer,
      Proofs proofs,
      RateLimits limits) {
    this.families = families;
    this.info = info;
    this.encoder = encoder;
    this.issuer = issuer;
    this.proofs = proofs;
    this.limits = limits;
  }

  /**
   * What the holder of an access token may know about who granted it.
   *
   * @return null when that is sent signed, which is no JSON
   */
  @Described(
      value =
          "What an application was allowed to know about who signed in to it; as a signed JWT"
              + " (application/jwt) for one that is registered so. Access token.",
      problems = {"invalid_token", "invalid_dpop_proof", "insufficient_scope"})
  @RequestMapping(
      path = Endpoints.USER_INFO,
      method = {RequestMethod.GET, RequestMethod.POST})
  @Nullable ResponseEntity<Map<String, Object>> of(
      HttpServletRequest request, HttpServletResponse response) throws IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    String[] parts = header == null ? new String[0] : header.strip().split(" +", 2);
    boolean proven = parts.length == 2 && parts[0].equalsIgnoreCase(DPOP);
    if (!proven && !(parts.length == 2 && parts[0].equalsIgnoreCase(BEARER))) {
      // RFC 6750 §3.1: no code without a token.
      return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
          .header(HttpHeaders.WWW_AUTHENTICATE, BEARER, DPOP + " " + ALGORITHMS)
          .build();
    }
    Optional<Families.Grant> grant = families.grant(parts[1]);
    byte[] key = grant.isEmpty() ? null : grant.get().family().accessJkt();
    if (grant.isEmpty() || proven != (key != null)) {
      // A token that is bound to a key is none for whoever shows the token alone (RFC 9449 §7.2).
      return refused(HttpStatus.UNAUTHORIZED, proven || key != null, "invalid_token");
    }
    if (key != null) {
      Optional<byte[]> held = proofs.check(request, Endpoints.USER_INFO, parts[1]);
      if (held.isEmpty()) {
        return refused(HttpStatus.UNAUTHORIZED, true, Proofs.INVALID);
      }
      if (!TokenHash.equal(key, held.get())) {
        return refused(HttpStatus.UNAUTHORIZED, true, "invalid_token");
      }
    }
    if (!grant.get().scopes().contains("openid")) {
      return refused(HttpStatus.FORBIDDEN, proven, "insufficient_scope");
    }
    limits.require(LIMIT, grant.get().client().clientId() + " " + grant.get().subject());
    Map<String, Object> told = info.of(grant.get());
    String algorithm = grant.get().client().userinfoSignedResponseAlg();
    if (algorithm == null) {
      return ResponseEntity.ok(told);
    }
    response.setContentType(JWT);
    response
        .getOutputStream()
        .write(signed(grant.get().client(), algorithm, issuer.of(request), told));
    return null;
  }

  /**
   * Says who signed it and for whom (OpenID Connect Core §5.3.2). It has no end, so that nobody
   * takes it for an ID token.
   */
  private byte[] signed(
      Client client, String algorithm, String issuedBy, Map<String, Object> told) {
    Map<String, Object> claims = new LinkedHashMap<>(told);
    claims.put("iss", issuedBy);
    claims.put("aud", client.clientId());
    return encoder
        .sign(algorithm, JOSEObjectType.JWT, claims)
        .token()
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static ResponseEntity<Map<String, Object>> refused(
      HttpStatus status, boolean bound, String error) {
    String why = "error=\"" + error + "\"";
    return ResponseEntity.status(status)
        .header(
            HttpHeaders.WWW_AUTHENTICATE,
            bound ? DPOP + " " + why + ", " + ALGORITHMS : BEARER + " " + why)
        .body(Map.of("error", error));
  }
}

package dev.clef.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.identity.credentials.TokenHash;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Proofs that an application holds the key a token is bound to (RFC 9449 §4.3). They are judged by
 * this server's clock, for the address the provider is known by, and are good once on all nodes; so
 * there is no need of a nonce. Thread-safe.
 */
final class Proofs {

  /** What a proof is refused with (RFC 9449 §5). */
  static final String INVALID = "invalid_dpop_proof";

  /** By this an authorization request says which key will be proven (RFC 9449 §10). */
  static final String ANNOUNCED = "dpop_jkt";

  static final List<String> NAMES = List.of("ES256", "EdDSA", "PS256");

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.ES256, PublicKeys.EDDSA, JWSAlgorithm.PS256);

  /** How far a proof may be from now, either way. */
  private static final Duration WINDOW = Duration.ofSeconds(60);

  private static final int MAX_CHARS = 4096;
  private static final int MAX_ID_CHARS = 256;
  private static final int THUMBPRINT_BYTES = 32;

  private static final String SENT = "dev.clef.openid.proofs";
  private static final String PROVEN = "dev.clef.openid.proven";

  private final Issuer issuer;
  private final UsedOnce used;
  private final Clock clock;

  Proofs(Issuer issuer, UsedOnce used, Clock clock) {
    this.issuer = issuer;
    this.used = used;
    this.clock = clock;
  }

  /** Keeps what a request carries: from here on only this class sees it. */
  static void keep(HttpServletRequest request, List<String> proofs) {
    request.setAttribute(SENT, List.copyOf(proofs));
  }

  static boolean isSent(HttpServletRequest request) {
    return !sent(request).isEmpty();
  }

  private static List<?> sent(HttpServletRequest request) {
    return request.getAttribute(SENT) instanceof List<?> proofs ? proofs : List.of();
  }

  /** From here on the request is one of whoever holds this key. */
  static void proven(HttpServletRequest request, byte[] thumbprint) {
    request.setAttribute(PROVEN, thumbprint.clone());
  }

  /**
   * The thumbprint of the key whose holder sent the current request; null when nobody proved it.
   */
  static byte @Nullable [] current() {
    HttpServletRequest request =
        ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    return request.getAttribute(PROVEN) instanceof byte[] thumbprint ? thumbprint.clone() : null;
  }

  /** A thumbprint as it is written; empty when it is none. */
  static Optional<byte[]> thumbprint(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return bytes.length == THUMBPRINT_BYTES && text(bytes).equals(text)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String text(byte[] thumbprint) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(thumbprint);
  }

  /**
   * Checks the one proof of a request.
   *
   * @param path where it was sent
   * @param accessToken which has to be the one it was made for; null where there is none
   * @return the thumbprint of its key; empty when it is no good proof
   */
  Optional<byte[]> check(HttpServletRequest request, String path, @Nullable String accessToken) {
    List<?> proofs = sent(request);
    if (proofs.size() != 1
        || !(proofs.getFirst() instanceof String text)
        || text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      SignedJWT proof = SignedJWT.parse(text);
      JWTClaimsSet claims = proof.getJWTClaimsSet();
      JWK key = proof.getHeader().getJWK();
      if (key == null
          || !isProof(proof)
          || !PublicKeys.signed(proof, key, ALGORITHMS)
          || !isFor(request.getMethod(), issuer.of(request) + path, claims)
          || !isWith(accessToken, claims)) {
        return Optional.empty();
      }
      byte[] thumbprint = key.computeThumbprint().decode();
      return isFresh(claims, thumbprint) ? Optional.of(thumbprint) : Optional.empty();
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isProof(SignedJWT proof) {
    return proof.getHeader().getType() != null
        && proof.getHeader().getType().getType().equalsIgnoreCase("dpop+jwt");
  }

  private static boolean isFor(String method, String address, JWTClaimsSet claims)
      throws ParseException {
    String target = claims.getStringClaim("htu");
    // What follows the path does not count (RFC 9449 §4.3, number 9).
    return method.equals(claims.getStringClaim("htm"))
        && target != null
        && Htu.normal(target.split("[?#]", 2)[0]).equals(Htu.normal(address));
  }

  private static boolean isWith(@Nullable String accessToken, JWTClaimsSet claims)
      throws ParseException {
    return accessToken == null
        || text(TokenHash.of(accessToken)).equals(claims.getStringClaim("ath"));
  }

  private boolean isFresh(JWTClaimsSet claims, byte[] thumbprint) {
    Date issued = claims.getIssueTime();
    String id = claims.getJWTID();
    if (issued == null || id == null || id.isEmpty() || id.length() > MAX_ID_CHARS) {
      return false;
    }
    Instant at = issued.toInstant();
    return Duration.between(at, clock.instant()).abs().compareTo(WINDOW) <= 0
        && used.take("dpop", text(thumbprint), id, at.plus(WINDOW).plus(WINDOW));
  }
}

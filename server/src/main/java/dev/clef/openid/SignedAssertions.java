package dev.clef.openid;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;

/**
 * Checks what a client signed to prove itself (RFC 7523 §3, OpenID Connect Core §9): its own key,
 * about itself, to us, for a short time, once. Thread-safe.
 */
final class SignedAssertions implements JwtDecoderFactory<RegisteredClient> {

  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.ES256, PublicKeys.EDDSA, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

  /** How far ahead an assertion may end. */
  private static final Duration MOST = Duration.ofMinutes(5);

  /** How far clocks of others may be ahead of ours. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final int MAX_ID_CHARS = 256;

  /** Nothing that was signed for another use, such as a proof of possession (RFC 8725 §3.11). */
  private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

  private final Clients clients;
  private final FetchedKeys fetched;
  private final UsedOnce used;
  private final Clock clock;

  SignedAssertions(Clients clients, FetchedKeys fetched, UsedOnce used, Clock clock) {
    this.clients = clients;
    this.fetched = fetched;
    this.used = used;
    this.clock = clock;
  }

  @Override
  public JwtDecoder createDecoder(RegisteredClient client) {
    String issuer = AuthorizationServerContextHolder.getContext().getIssuer();
    return token -> checked(token, client.getClientId(), issuer);
  }

  private Jwt checked(String token, String clientId, String issuer) {
    SignedJWT jwt;
    JWTClaimsSet claims;
    try {
      jwt = SignedJWT.parse(token);
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("no signed JWT");
    }
    requireType(jwt);
    if (!clientId.equals(claims.getIssuer()) || !clientId.equals(claims.getSubject())) {
      throw refused("somebody else's");
    }
    List<String> audience = claims.getAudience();
    if (audience.size() != 1 || !audiences(issuer, clientId).contains(audience.getFirst())) {
      throw refused("meant for somebody else");
    }
    Instant expires = requireTime(claims);
    requireSignature(jwt, clientId);
    String id = claims.getJWTID();
    if (id == null || id.isEmpty() || id.length() > MAX_ID_CHARS) {
      throw refused("without an identifier");
    }
    if (!used.take("assertion", clientId, id, expires)) {
      throw refused("used before");
    }
    return new Jwt(token, null, expires, jwt.getHeader().toJSONObject(), claims.getClaims());
  }

  /**
   * The name of the provider; and the address of the token endpoint, which OpenID Connect Core §9
   * names and many libraries send: both lead to us and to nobody else. A client of FAPI 2.0
   * (§5.3.2.1) says the name alone.
   */
  private Set<String> audiences(String issuer, String clientId) {
    boolean strict = clients.find(clientId).filter(Client::isOfFapi).isPresent();
    return strict ? Set.of(issuer) : Set.of(issuer, issuer + Endpoints.TOKEN);
  }

  private static void requireType(SignedJWT jwt) {
    if (jwt.getHeader().getType() != null
        && !TYPES.contains(jwt.getHeader().getType().getType().toLowerCase(Locale.ROOT))) {
      throw refused("made for another use");
    }
  }

  /**
   * By a key that was registered, or is at the address that was: what the assertion says about its
   * key only chooses among them. Checked when nothing else is wrong, because an address may have to
   * be asked.
   */
  private void requireSignature(SignedJWT jwt, String clientId) {
    @Nullable String keyId = jwt.getHeader().getKeyID();
    Predicate<JWK> signedBy = key -> PublicKeys.signed(jwt, key, ALGORITHMS);
    Client client = clients.find(clientId).orElseThrow(() -> refused("no client"));
    String address = client.jwksUri();
    boolean signed =
        address == null
            ? ClientKeys.of(client.jwks()).stream()
                .filter(key -> ClientKeys.isCalled(key, keyId))
                .anyMatch(signedBy)
            : fetched.any(clientId, address, keyId, signedBy);
    if (!signed) {
      throw refused("not signed by this client");
    }
  }

  private Instant requireTime(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    if (expires == null
        || !expires.toInstant().isAfter(now)
        || expires.toInstant().isAfter(now.plus(MOST))) {
      throw refused("too old, or good for too long");
    }
    if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
      throw refused("not good yet");
    }
    return expires.toInstant();
  }

  private static boolean isAhead(@Nullable Date at, Instant now) {
    return at != null && at.toInstant().isAfter(now.plus(AHEAD));
  }

  /** Said to nobody: whoever cannot prove themselves is not told why. */
  private static BadJwtException refused(String why) {
    return new BadJwtException(why);
  }
}

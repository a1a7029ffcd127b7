package dev.clef.openid;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.platform.web.Problem;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application says when it sends somebody to sign out (RP-Initiated Logout §2).
 * Thread-safe.
 */
public final class SignOutRequests {

  /**
   * The wish.
   *
   * @param client who sent them; null when it did not say
   * @param returnTo where they go afterwards; null to stay here
   * @param returnsTo the same as a content security policy names it; empty to stay here
   */
  public record Asked(@Nullable Client client, @Nullable String returnTo, String returnsTo) {}

  private final ProviderKeys keys;
  private final Clients clients;

  SignOutRequests(ProviderKeys keys, Clients clients) {
    this.keys = keys;
    this.clients = clients;
  }

  /**
   * Checks it.
   *
   * @param hint an ID token, which may have expired
   * @throws Problem {@code invalid_request}
   */
  public Asked check(
      @Nullable String hint,
      @Nullable String clientId,
      @Nullable String returnTo,
      @Nullable String state,
      String issuer) {
    String hinted = hint == null ? null : audience(hint, issuer).orElseThrow(SignOutRequests::no);
    if (hinted != null && clientId != null && !hinted.equals(clientId)) {
      throw no();
    }
    String id = hinted == null ? clientId : hinted;
    Client client = id == null ? null : clients.find(id).orElseThrow(SignOutRequests::no);
    if (returnTo == null) {
      return new Asked(client, null, "");
    }
    if (client == null || !client.logoutUris().contains(returnTo)) {
      throw no();
    }
    return new Asked(
        client,
        state == null ? returnTo : Answers.with(returnTo, Map.of("state", state)),
        RedirectUris.source(returnTo));
  }

  /**
   * For whom we made an ID token; empty for one that is not ours, and for our tokens of another
   * kind (RFC 8725 §3.11). Its time does not matter.
   */
  private Optional<String> audience(String token, String issuer) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      // A key of ours by its name, with its own algorithm: neither is taken from the token.
      boolean signed = false;
      for (ProviderKeys.Published key : keys.all()) {
        signed |=
            key.jwk().getKeyID().equals(jwt.getHeader().getKeyID())
                && PublicKeys.signed(jwt, key.jwk(), Set.of(key.algorithm()));
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      List<String> audience = claims.getAudience();
      // Sign-out tokens have a type of their own, and signed userinfo has no end.
      boolean isIdToken =
          JOSEObjectType.JWT.equals(jwt.getHeader().getType())
              && claims.getExpirationTime() != null;
      return signed && isIdToken && issuer.equals(claims.getIssuer()) && audience.size() == 1
          ? Optional.of(audience.getFirst())
          : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Problem no() {
    return Problem.of(OpenidProblem.INVALID_REQUEST);
  }
}

package dev.clef.openid;

import dev.clef.platform.Randomness;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Makes tokens: access and refresh tokens of 256 random bits that say nothing, and ID tokens.
 * Thread-safe.
 */
final class Tokens implements OAuth2TokenGenerator<OAuth2Token> {

  private static final int TOKEN_BYTES = 32;

  private final JwtGenerator idTokens;
  private final OpenidProperties properties;
  private final Randomness randomness;
  private final Clock clock;

  Tokens(JwtGenerator idTokens, OpenidProperties properties, Randomness randomness, Clock clock) {
    this.idTokens = idTokens;
    this.properties = properties;
    this.randomness = randomness;
    this.clock = clock;
  }

  @Override
  public @Nullable OAuth2Token generate(OAuth2TokenContext context) {
    Instant now = clock.instant();
    if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      String value = randomness.token(TOKEN_BYTES);
      Instant until = now.plus(properties.accessFor());
      byte[] key = Proofs.current();
      return key == null
          ? new OAuth2AccessToken(
              OAuth2AccessToken.TokenType.BEARER, value, now, until, context.getAuthorizedScopes())
          : new Bound(value, now, until, context.getAuthorizedScopes(), key);
    }
    if (OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) {
      String value =
          context.getAuthorizationGrant() instanceof OAuth2RefreshTokenAuthenticationToken used
              ? RefreshTokens.next(used.getRefreshToken(), randomness)
              : RefreshTokens.first(randomness);
      return new OAuth2RefreshToken(value, now, now.plus(properties.refreshFor()));
    }
    return idTokens.generate(context);
  }

  /** An access token that is bound to a key; Spring looks for that in its claims. */
  private static final class Bound extends OAuth2AccessToken implements ClaimAccessor {

    private static final long serialVersionUID = 1L;

    private final transient byte[] key;

    Bound(String value, Instant issued, Instant until, Set<String> scopes, byte[] key) {
      super(TokenType.DPOP, value, issued, until, scopes);
      this.key = key;
    }

    @Override
    public Map<String, Object> getClaims() {
      return Map.of("cnf", Map.of("jkt", Proofs.text(key)));
    }
  }
}

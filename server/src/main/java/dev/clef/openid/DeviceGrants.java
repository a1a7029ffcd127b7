package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;

/**
 * Gives a device what its person allowed (RFC 8628 §3.4). In place of Spring's, which goes by
 * another clock, never asks a device to slow down, and makes no ID token. Thread-safe.
 */
final class DeviceGrants implements AuthenticationProvider {

  private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType("id_token");

  private final DeviceRequests requests;
  private final Families families;
  private final Tokens tokens;
  private final OpenidProperties properties;

  DeviceGrants(
      DeviceRequests requests, Families families, Tokens tokens, OpenidProperties properties) {
    this.requests = requests;
    this.families = families;
    this.tokens = tokens;
    this.properties = properties;
  }

  @Override
  public Authentication authenticate(Authentication authentication) {
    OAuth2DeviceCodeAuthenticationToken asks = (OAuth2DeviceCodeAuthenticationToken) authentication;
    if (!(asks.getPrincipal() instanceof OAuth2ClientAuthenticationToken who)
        || !who.isAuthenticated()
        || who.getRegisteredClient() == null) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    RegisteredClient client = who.getRegisteredClient();
    if (!client.getAuthorizationGrantTypes().contains(AuthorizationGrantType.DEVICE_CODE)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);
    }
    DeviceRequest allowed = requests.poll(asks.getDeviceCode(), client.getClientId());
    return granted(allowed, client, who, asks);
  }

  private Authentication granted(
      DeviceRequest allowed,
      RegisteredClient client,
      OAuth2ClientAuthenticationToken who,
      OAuth2DeviceCodeAuthenticationToken asks) {
    SubjectId subject = Objects.requireNonNull(allowed.subject(), "allowed by somebody");
    Instant authenticatedAt = Objects.requireNonNull(allowed.authenticatedAt());
    SignedIn person = SignedIn.remembered(subject, Revived.NO_SESSION, authenticatedAt, "");
    DefaultOAuth2TokenContext.Builder context =
        DefaultOAuth2TokenContext.builder()
            .registeredClient(client)
            .principal(UsernamePasswordAuthenticationToken.authenticated(person, null, List.of()))
            .authorizationServerContext(AuthorizationServerContextHolder.getContext())
            .authorizedScopes(new HashSet<>(allowed.scopes()))
            .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
            .authorizationGrant(asks);
    OAuth2AccessToken access =
        (OAuth2AccessToken)
            Objects.requireNonNull(
                tokens.generate(context.tokenType(OAuth2TokenType.ACCESS_TOKEN).build()));
    OAuth2RefreshToken refresh =
        (OAuth2RefreshToken)
            Objects.requireNonNull(
                tokens.generate(context.tokenType(OAuth2TokenType.REFRESH_TOKEN).build()));
    Map<String, Object> more = new HashMap<>();
    if (allowed.scopes().contains("openid")) {
      more.put(
          "id_token",
          Objects.requireNonNull(tokens.generate(context.tokenType(ID_TOKEN).build()))
              .getTokenValue());
    }
    Instant now = families.now();
    Family family =
        Family.started(
            families.newId(),
            client.getClientId(),
            subject,
            authenticatedAt,
            null, // it is no browser of this session
            "",
            AuthorizationGrantType.DEVICE_CODE.getValue(),
            allowed.scopes(),
            null,
            now);
    if (!families.open(family, fresh(access, refresh, now), allowed.requestId())) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
    }
    return new OAuth2AccessTokenAuthenticationToken(client, who, access, refresh, more);
  }

  private Family.Fresh fresh(OAuth2AccessToken access, OAuth2RefreshToken refresh, Instant now) {
    return new Family.Fresh(
        null,
        null,
        null,
        TokenHash.of(access.getTokenValue()),
        access.getScopes().stream().sorted().toList(),
        now,
        now.plus(properties.accessFor()),
        TokenHash.of(RefreshTokens.chain(refresh.getTokenValue()).orElseThrow()),
        TokenHash.of(refresh.getTokenValue()),
        now.plus(properties.refreshFor()),
        Proofs.current(),
        Proofs.current(),
        now.plus(properties.refreshFor()));
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2DeviceCodeAuthenticationToken.class.isAssignableFrom(authentication);
  }
}

package dev.clef.openid;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Who may ask what of a token (RFC 7662 §4): a service, which guards something, about any access
 * token; others about their own. To everybody else, and about refresh tokens, it is no token.
 * Thread-safe.
 */
final class Introspection implements AuthenticationProvider {

  private final AuthenticationProvider spring;
  private final Authorizations authorizations;
  private final Clients clients;

  Introspection(AuthenticationProvider spring, Authorizations authorizations, Clients clients) {
    this.spring = spring;
    this.authorizations = authorizations;
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    OAuth2TokenIntrospectionAuthenticationToken asked =
        (OAuth2TokenIntrospectionAuthenticationToken) authentication;
    if (!(asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken who)
        || !who.isAuthenticated()) {
      return spring.authenticate(asked); // which refuses
    }
    OAuth2Authorization found =
        authorizations.findByToken(asked.getToken(), OAuth2TokenType.ACCESS_TOKEN);
    RegisteredClient asks = who.getRegisteredClient();
    if (found == null || asks == null || !may(asks.getId(), found)) {
      return new OAuth2TokenIntrospectionAuthenticationToken(
          asked.getToken(), who, OAuth2TokenIntrospection.builder().build());
    }
    authorizations.isAsked(found);
    return spring.authenticate(asked);
  }

  private boolean may(String clientId, OAuth2Authorization about) {
    return about.getRegisteredClientId().equals(clientId) || isService(clientId);
  }

  private boolean isService(String clientId) {
    return clients.find(clientId).filter(client -> client.kind() == ClientKind.SERVICE).isPresent();
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return spring.supports(authentication);
  }
}

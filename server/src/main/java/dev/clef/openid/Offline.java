package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2PushedAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Passes over {@code offline_access} (OpenID Connect Core §11) in what applications ask for: who
 * gets refresh tokens goes by the kind of the application, and nobody is asked about a word that
 * changes nothing. All else of the request stays as it is.
 */
final class Offline implements AuthenticationConverter {

  static final String ACCESS = "offline_access";

  private final AuthenticationConverter asked;

  Offline(AuthenticationConverter asked) {
    this.asked = asked;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    Authentication read = asked.convert(request);
    return switch (read) {
      case OAuth2AuthorizationCodeRequestAuthenticationToken it
          when it.getScopes().contains(ACCESS) ->
          new OAuth2AuthorizationCodeRequestAuthenticationToken(
              it.getAuthorizationUri(),
              it.getClientId(),
              (Authentication) it.getPrincipal(),
              it.getRedirectUri(),
              it.getState(),
              without(it.getScopes()),
              it.getAdditionalParameters());
      case OAuth2PushedAuthorizationRequestAuthenticationToken it
          when it.getScopes().contains(ACCESS) ->
          new OAuth2PushedAuthorizationRequestAuthenticationToken(
              it.getAuthorizationUri(),
              it.getClientId(),
              (Authentication) it.getPrincipal(),
              it.getRedirectUri(),
              it.getState(),
              without(it.getScopes()),
              it.getAdditionalParameters());
      // Alone it would mean all that was granted, and is refused as any other that was not.
      case OAuth2RefreshTokenAuthenticationToken it
          when it.getScopes().contains(ACCESS) && it.getScopes().size() > 1 ->
          new OAuth2RefreshTokenAuthenticationToken(
              it.getRefreshToken(),
              (Authentication) it.getPrincipal(),
              without(it.getScopes()),
              it.getAdditionalParameters());
      case null, default -> read;
    };
  }

  private static Set<String> without(Set<String> scopes) {
    return scopes.stream().filter(scope -> !scope.equals(ACCESS)).collect(Collectors.toSet());
  }
}

package dev.clef.openid;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;

/**
 * Whether somebody is asked what an application may be told. Beside Spring's rule, under which who
 * agreed once is not asked again: with {@code prompt=consent} they always are (OpenID Connect Core
 * §3.1.2.1), whatever they allowed, and of applications too that ask nobody else. So they are of
 * applications on a device that are reached there and not by HTTPS: any other one can say it is the
 * same (RFC 8252 §8.6).
 */
final class AskedAgain implements Predicate<OAuth2AuthorizationCodeRequestAuthenticationContext> {

  /** Nobody is asked about it, nor is it remembered as allowed. */
  static final Set<String> SAYS_NOTHING = Set.of("openid");

  private final Clients clients;

  AskedAgain(Clients clients) {
    this.clients = clients;
  }

  @Override
  public boolean test(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
    OAuth2AuthorizationCodeRequestAuthenticationToken asked = context.getAuthentication();
    if (asked.getAdditionalParameters().get("prompt") instanceof String prompt
        && List.of(prompt.split(" ", -1)).contains("consent")) {
      return true;
    }
    if (!isCertain(asked)) {
      return true;
    }
    if (!context.getRegisteredClient().getClientSettings().isRequireAuthorizationConsent()
        || asked.getScopes().equals(SAYS_NOTHING)) {
      return false;
    }
    OAuth2AuthorizationConsent agreed = context.getAuthorizationConsent();
    return agreed == null || !agreed.getScopes().containsAll(asked.getScopes());
  }

  /** Whether the answer reaches nobody but the application itself. */
  private boolean isCertain(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    String redirectUri = asked.getRedirectUri();
    return (redirectUri != null && redirectUri.startsWith("https:"))
        || clients
            .find(asked.getClientId())
            .filter(client -> client.kind() != ClientKind.NATIVE)
            .isPresent();
  }
}

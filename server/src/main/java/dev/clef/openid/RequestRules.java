package dev.clef.openid;

import dev.clef.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What an authorization request must keep to beside Spring's rules, in place of its rule for
 * addresses, which lets any client name another port of the loopback interface.
 */
final class RequestRules implements Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {

  /** Not said to anybody: the person has to sign in again, and then the request goes on. */
  static final String SIGN_IN_AGAIN = "sign_in_again";

  static final String LOGIN_REQUIRED = "login_required";

  private final Clients clients;
  private final FreshSignIn fresh;

  RequestRules(Clients clients, FreshSignIn fresh) {
    this.clients = clients;
    this.fresh = fresh;
  }

  @Override
  public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
    OAuth2AuthorizationCodeRequestAuthenticationToken asked = context.getAuthentication();
    String redirectUri = asked.getRedirectUri();
    Client client =
        clients
            .find(context.getRegisteredClient().getClientId())
            .filter(one -> RedirectUris.isRegistered(one, redirectUri))
            .orElseThrow(() -> refused(asked, OAuth2ErrorCodes.INVALID_REQUEST, null));
    HttpServletRequest carrier =
        ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    if (!isPlain(asked.getAdditionalParameters()) || (client.parRequired() && !isPushed(carrier))) {
      throw refused(asked, OAuth2ErrorCodes.INVALID_REQUEST, redirectUri);
    }
    OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_SCOPE_VALIDATOR.accept(context);
    if (asked.getScopes().isEmpty()) {
      throw refused(asked, OAuth2ErrorCodes.INVALID_SCOPE, redirectUri);
    }
    // OpenID Connect Core §6: passing requests as signed objects is not offered.
    if (asked.getAdditionalParameters().containsKey("request")) {
      throw refused(asked, "request_not_supported", redirectUri);
    }
    if (asked.getAdditionalParameters().get(Proofs.ANNOUNCED) instanceof String key
        && Proofs.thumbprint(key).isEmpty()) {
      throw refused(asked, OAuth2ErrorCodes.INVALID_REQUEST, redirectUri);
    }
    requireReady(asked, redirectUri, carrier);
  }

  /** Is being pushed, or was and has been read (RFC 9126 §4), whatever its address seems to say. */
  private static boolean isPushed(HttpServletRequest carrier) {
    return Endpoints.PUSHED.equals(carrier.getRequestURI()) || Authorizations.isOfPushed(carrier);
  }

  /** Nothing is said twice (RFC 6749 §3.1), and the answer is wanted in the query. */
  private static boolean isPlain(Map<String, Object> more) {
    return more.values().stream().allMatch(value -> value instanceof String)
        && "query".equals(more.getOrDefault("response_mode", "query"));
  }

  /** Whoever has something to settle first, or to sign in anew, is granted nothing yet. */
  private void requireReady(
      OAuth2AuthorizationCodeRequestAuthenticationToken asked,
      @Nullable String redirectUri,
      HttpServletRequest carrier) {
    if (!(asked.getPrincipal() instanceof Authentication who)
        || !(who.getPrincipal() instanceof SignedIn me)) {
      return;
    }
    // Else led to it on the way here, see Undistracted: this is where nobody may be led anywhere.
    if (!me.duties().isEmpty()) {
      throw refused(asked, "interaction_required", redirectUri);
    }
    boolean silent = "none".equals(asked.getAdditionalParameters().get("prompt"));
    if (!fresh.isEnough(asked.getAdditionalParameters(), me, carrier)) {
      throw refused(asked, silent ? LOGIN_REQUIRED : SIGN_IN_AGAIN, redirectUri);
    }
  }

  /**
   * A refusal.
   *
   * @param redirectUri where the application is told; null when nothing may be sent there
   */
  static OAuth2AuthorizationCodeRequestAuthenticationException refused(
      OAuth2AuthorizationCodeRequestAuthenticationToken asked,
      String error,
      @Nullable String redirectUri) {
    OAuth2AuthorizationCodeRequestAuthenticationToken answer =
        new OAuth2AuthorizationCodeRequestAuthenticationToken(
            asked.getAuthorizationUri(),
            asked.getClientId(),
            (Authentication) asked.getPrincipal(),
            redirectUri,
            asked.getState(),
            asked.getScopes(),
            asked.getAdditionalParameters());
    return new OAuth2AuthorizationCodeRequestAuthenticationException(
        new OAuth2Error(error), answer);
  }
}

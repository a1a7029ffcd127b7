package dev.clef.openid;

import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Clients without a secret where Spring knows none: to refresh, to revoke, to push a request, they
 * say their identifier (RFC 6749 §3.2.1, RFC 7009 §2.1, RFC 9126 §2). What they send beside it,
 * which nobody else has, is their proof; to redeem a code that is the verifier, which Spring asks
 * for: a code without one is refused here. Thread-safe.
 */
final class PublicClients implements AuthenticationConverter, AuthenticationProvider {

  private static final String MARK = "dev.clef.openid.public";

  /** The name of the limit on requests pushed by clients nobody can be sure of. */
  static final String LIMIT = "openid-pushed";

  /** What is redeemed by something nobody else has. */
  private static final List<@Nullable String> WITHOUT_VERIFIER =
      List.of("refresh_token", "urn:ietf:params:oauth:grant-type:device_code");

  private final RegisteredClientRepository clients;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  PublicClients(RegisteredClientRepository clients, RateLimits limits, ClientAddresses addresses) {
    this.clients = clients;
    this.limits = limits;
    this.addresses = addresses;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String[] ids = request.getParameterValues("client_id");
    boolean otherwise =
        request.getHeader(HttpHeaders.AUTHORIZATION) != null
            || request.getParameter("client_secret") != null
            || request.getParameter("client_assertion") != null
            || request.getParameter("code_verifier") != null;
    if (ids == null || ids.length != 1 || otherwise) {
      return null;
    }
    boolean redeems = "authorization_code".equals(request.getParameter("grant_type"));
    boolean hasPlace =
        switch (request.getRequestURI()) {
          case Endpoints.TOKEN ->
              redeems || WITHOUT_VERIFIER.contains(request.getParameter("grant_type"));
          case Endpoints.REVOKE, Endpoints.PUSHED -> true;
          default -> false;
        };
    if (!hasPlace) {
      return null;
    }
    if (request.getRequestURI().equals(Endpoints.PUSHED)) {
      limits.require(LIMIT, addresses.of(request).network());
    }
    Map<String, Object> more = new HashMap<>();
    more.put(MARK, redeems ? "code" : "other");
    return new OAuth2ClientAuthenticationToken(ids[0], ClientAuthenticationMethod.NONE, null, more);
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    OAuth2ClientAuthenticationToken claimed = (OAuth2ClientAuthenticationToken) authentication;
    Object mark = claimed.getAdditionalParameters().get(MARK);
    if (mark == null) {
      return null;
    }
    RegisteredClient client = clients.findByClientId(claimed.getName());
    if (client == null
        || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    if (mark.equals("code")) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT); // RFC 7636 §4.6
    }
    return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
  }
}

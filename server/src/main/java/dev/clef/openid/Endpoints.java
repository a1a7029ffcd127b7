package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Where the provider is reached. */
final class Endpoints {

  static final String AUTHORIZE = "/oauth2/authorize";
  static final String TOKEN = "/oauth2/token";
  static final String JWKS = "/oauth2/jwks";
  static final String INTROSPECT = "/oauth2/introspect";
  static final String REVOKE = "/oauth2/revoke";
  static final String PUSHED = "/oauth2/par";
  static final String DEVICE = "/oauth2/device_authorization";
  static final String DEVICE_PAGE = "/device";
  static final String USER_INFO = "/userinfo";
  static final String LOGOUT = "/connect/logout";
  static final String REGISTER = "/connect/register";
  static final String CONSENT = "/consent";
  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String METADATA = "/.well-known/oauth-authorization-server";

  private static final Set<String> SPRING =
      Set.of(AUTHORIZE, TOKEN, JWKS, INTROSPECT, REVOKE, PUSHED);

  /** What an application in a browser asks across origins, without cookies. */
  private static final Set<String> CROSS_ORIGIN =
      Set.of(TOKEN, JWKS, DEVICE, USER_INFO, DISCOVERY, METADATA);

  private Endpoints() {}

  /** Whether this chain answers, and not the ordinary one. */
  static boolean isOfProvider(HttpServletRequest request) {
    String path = request.getRequestURI();
    return SPRING.contains(path) || CROSS_ORIGIN.contains(path) || path.equals(REGISTER);
  }

  static boolean isUserInfo(HttpServletRequest request) {
    return request.getRequestURI().equals(USER_INFO);
  }

  /** Whether a person's browser is sent here; all others are for machines. */
  static boolean isForBrowsers(HttpServletRequest request) {
    return request.getRequestURI().equals(AUTHORIZE);
  }

  /** Whether it is open to everybody, or asks for what it needs itself. */
  static boolean isOpen(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.equals(JWKS)
        || path.equals(USER_INFO)
        || path.equals(DEVICE)
        || path.equals(REGISTER)
        || path.equals(DISCOVERY)
        || path.equals(METADATA);
  }

  /** Whether an application may prove there that it holds a key. */
  static boolean takesProofs(HttpServletRequest request) {
    return Set.of(TOKEN, PUSHED).contains(request.getRequestURI());
  }

  static boolean isCrossOrigin(HttpServletRequest request) {
    return CROSS_ORIGIN.contains(request.getRequestURI());
  }
}

package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.platform.web.RequestAuthenticator;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.core.Authentication;

/**
 * A session as an authorization request may use it: whoever has something to settle first is led
 * there and signs in to no application before. Where the application wants nobody to be led
 * anywhere, {@link RequestRules} tells it instead.
 */
record Undistracted(RequestAuthenticator sessions) implements RequestAuthenticator {

  @Override
  public Optional<Authentication> authenticate(HttpServletRequest request) {
    Optional<Authentication> found = sessions.authenticate(request);
    found.ifPresent(one -> {
      if (one.getPrincipal() instanceof SignedIn me && !isSilent(request)) {
        me.withoutDuties();
      }
    });
    return found;
  }

  /** A request for a code; the answer to a question is not one, whatever it says. */
  private static boolean isSilent(HttpServletRequest request) {
    return request.getMethod().equals("GET") && Endpoints.isSilent(request);
  }
}

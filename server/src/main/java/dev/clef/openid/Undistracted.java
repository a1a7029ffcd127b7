package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.platform.web.RequestAuthenticator;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.core.Authentication;

/**
 * A session as an authorization request may use it: whoever has something to settle first is led
 * there and signs in to no application before.
 */
record Undistracted(RequestAuthenticator sessions) implements RequestAuthenticator {

  @Override
  public Optional<Authentication> authenticate(HttpServletRequest request) {
    Optional<Authentication> found = sessions.authenticate(request);
    found.ifPresent(one -> {
      if (one.getPrincipal() instanceof SignedIn me) {
        me.withoutDuties();
      }
    });
    return found;
  }
}

package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.platform.web.RequestAuthenticator;
import dev.clef.platform.web.limits.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.core.Authentication;

/**
 * A session as an authorization request may use it: whoever has something to settle first is led
 * there and signs in to no application before. Where the application wants nobody to be led
 * anywhere, {@link RequestRules} tells it instead. How often somebody may be sent here is limited.
 */
record Undistracted(RequestAuthenticator sessions, Silence silence, RateLimits limits)
    implements RequestAuthenticator {

  /** The name of the limit on authorization requests of a person. */
  static final String LIMIT = "openid-authorize";

  @Override
  public Optional<Authentication> authenticate(HttpServletRequest request) {
    Optional<Authentication> found = sessions.authenticate(request);
    found.ifPresent(one -> {
      if (one.getPrincipal() instanceof SignedIn me) {
        limits.require(LIMIT, me.subject().toString());
        if (!isSilent(request)) {
          me.withoutDuties();
        }
      }
    });
    return found;
  }

  /** A request for a code; the answer to a question is not one, whatever it says. */
  private boolean isSilent(HttpServletRequest request) {
    return request.getMethod().equals("GET") && silence.isWanted(request);
  }
}

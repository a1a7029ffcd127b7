package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.core.Authentication;

/**
 * Finds out who sends a request, from a session cookie or a token. The first bean, in order, that
 * knows wins; a credential that is present but wrong is simply nobody.
 */
@FunctionalInterface
public interface RequestAuthenticator {

  /**
   * The authenticated sender, or empty.
   *
   * @throws Problem when the request must not go on at all
   */
  Optional<Authentication> authenticate(HttpServletRequest request);
}

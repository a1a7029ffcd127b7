package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Addresses that have rules of their own about who may do what. Asked before any {@link RolePath},
 * after every {@link PublicPath}.
 */
public interface PathArea {

  /** The addresses, decoded, as those of controllers are. */
  RequestMatcher addresses();

  /**
   * Whether this may be done.
   *
   * @param who what a {@link RequestAuthenticator} found; somebody without a name when none did
   */
  boolean allows(Authentication who, HttpServletRequest request);
}

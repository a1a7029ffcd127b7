package dev.clef.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Asks each {@link RequestAuthenticator} who sends the request. Made inside the chain and not a
 * bean, or the container would run it a second time in front of the chain.
 */
final class AuthenticationFilter extends OncePerRequestFilter {

  private final List<RequestAuthenticator> authenticators;

  AuthenticationFilter(List<RequestAuthenticator> authenticators) {
    this.authenticators = List.copyOf(authenticators);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    authenticators.stream()
        .map(authenticator -> authenticator.authenticate(request))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(AuthenticationFilter::remember);
    chain.doFilter(request, response);
  }

  private static void remember(Authentication authentication) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(authentication);
    SecurityContextHolder.setContext(context);
  }
}

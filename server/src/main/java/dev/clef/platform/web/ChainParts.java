package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;

/** What every security chain has, and what those have that browsers talk to. Thread-safe. */
public final class ChainParts {

  private final ProblemWriter writer;
  private final WebSettings settings;

  ChainParts(ProblemWriter writer, WebSettings settings) {
    this.writer = writer;
    this.settings = settings;
  }

  /** No HttpSession, ever: nothing is remembered between two requests but by our own tables. */
  public void stateless(HttpSecurity http) {
    http.sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .securityContext(
            context -> context.securityContextRepository(new NullSecurityContextRepository()))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        // Replaced by CrossSiteFilter, which says why.
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .headers(SecurityHeaders::configure)
        .exceptionHandling(failures ->
            failures
                .authenticationEntryPoint((request, response, _) ->
                    writer.write(
                        request, response, Refusal.of(request, CommonProblem.NOT_SIGNED_IN)))
                .accessDeniedHandler((request, response, _) ->
                    writer.write(request, response, Refusal.of(request, CommonProblem.FORBIDDEN))));
  }

  /**
   * For an address that asks for what it needs itself: the headers of every answer, and nothing
   * that would look for somebody or remember anything.
   */
  public void bare(HttpSecurity http) {
    http.headers(SecurityHeaders::configure)
        .securityContext(AbstractHttpConfigurer::disable)
        .sessionManagement(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .exceptionHandling(AbstractHttpConfigurer::disable)
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable);
  }

  /**
   * Refuses what another site started, and finds out who sends a request.
   *
   * @param of the requests of which this holds; all others are left alone
   */
  public void browsers(
      HttpSecurity http,
      Predicate<HttpServletRequest> of,
      List<RequestAuthenticator> authenticators) {
    List<RequestAuthenticator> limited =
        authenticators.stream()
            .<RequestAuthenticator>map(
                one -> request -> of.test(request) ? one.authenticate(request) : Optional.empty())
            .toList();
    // Early: what an authorization server puts before the usual place asks who it is, too.
    http.addFilterAfter(
            new CrossSiteFilter(settings.origins(), of, writer), HeaderWriterFilter.class)
        .addFilterAfter(new AuthenticationFilter(limited), CrossSiteFilter.class);
  }
}

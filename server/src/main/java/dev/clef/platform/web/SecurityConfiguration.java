package dev.clef.platform.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;

/** Who may call what. Two chains: the management port and everything else; both deny by default. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class SecurityConfiguration {

  @Bean
  @Order(0)
  SecurityFilterChain managementChain(HttpSecurity http, ProblemWriter writer) {
    stateless(http, writer);
    return http.securityMatcher(new ManagementPort())
        .authorizeHttpRequests(requests ->
            requests.requestMatchers(ManagementPort::isOpen).permitAll().anyRequest().denyAll())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain chain(
      HttpSecurity http,
      ProblemWriter writer,
      WebSettings settings,
      ObjectProvider<PublicPath> publicPaths,
      ObjectProvider<RolePath> rolePaths,
      ObjectProvider<RequestAuthenticator> authenticators) {
    stateless(http, writer);
    return http.addFilterAfter(
            new CrossSiteFilter(settings.origins(), writer), HeaderWriterFilter.class)
        .addFilterBefore(
            new AuthenticationFilter(authenticators.orderedStream().toList()),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests -> {
          publicPaths.stream()
              .forEach(path -> requests.requestMatchers(path.method(), path.pattern()).permitAll());
          rolePaths.stream()
              .forEach(path -> requests.requestMatchers(path.pattern()).hasRole(path.role()));
          requests.anyRequest().authenticated();
        })
        .build();
  }

  /**
   * Each filter timed and traced for itself costs more than all of them do; requests are timed as a
   * whole.
   */
  @Bean
  SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  /** The firewall turned the request away before any chain saw it. */
  @Bean
  RequestRejectedHandler requestRejectedHandler(ProblemWriter writer) {
    return (request, response, rejected) ->
        writer.write(request, response, Problem.of(CommonProblem.MALFORMED_REQUEST));
  }

  /** No HttpSession, ever: nothing is remembered between two requests but by our own tables. */
  private static void stateless(HttpSecurity http, ProblemWriter writer) {
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
                    writer.write(request, response, Problem.of(CommonProblem.NOT_SIGNED_IN)))
                .accessDeniedHandler((request, response, _) ->
                    writer.write(request, response, Problem.of(CommonProblem.FORBIDDEN))));
  }
}

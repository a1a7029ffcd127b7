package dev.clef.platform.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Who may call what. Two chains: the management port and everything else; both deny by default. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class SecurityConfiguration {

  @Bean
  ChainParts chainParts(ProblemWriter writer, WebSettings settings) {
    return new ChainParts(writer, settings);
  }

  @Bean
  @Order(0)
  SecurityFilterChain managementChain(HttpSecurity http, ChainParts parts) {
    parts.stateless(http);
    return http.securityMatcher(new ManagementPort())
        .authorizeHttpRequests(requests ->
            requests.requestMatchers(ManagementPort::isOpen).permitAll().anyRequest().denyAll())
        .build();
  }

  /** The last one; modules may put chains of their own addresses before it. */
  @Bean
  @Order
  SecurityFilterChain chain(
      HttpSecurity http,
      ChainParts parts,
      ObjectProvider<PublicPath> publicPaths,
      ObjectProvider<PathArea> areas,
      ObjectProvider<RolePath> rolePaths,
      ObjectProvider<RequestAuthenticator> authenticators) {
    parts.stateless(http);
    parts.browsers(http, _ -> true, authenticators.orderedStream().toList());
    return http.authorizeHttpRequests(
            requests -> {
              publicPaths.stream()
                  .forEach(
                      path -> requests.requestMatchers(path.method(), path.pattern()).permitAll());
              areas.stream()
                  .forEach(area ->
                      requests
                          .requestMatchers(area.addresses())
                          .access((who, context) ->
                              new AuthorizationDecision(
                                  area.allows(who.get(), context.getRequest()))));
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
}

package dev.clef.openid;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.clef.platform.web.ChainParts;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemWriter;
import dev.clef.platform.web.RequestAuthenticator;
import dev.clef.platform.web.limits.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2PushedAuthorizationRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.X509ClientCertificateAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.authentication.JwtClientAssertionAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.X509ClientCertificateAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.cors.CorsConfiguration;

/**
 * The chain of the provider's addresses. Spring's authorization server does the protocol; its
 * support for OpenID Connect stays off: that is the discovery document, userinfo and sign-out,
 * which are our own, and a registry of HTTP sessions, of which there are none here. ID tokens are
 * made either way.
 */
@Configuration(proxyBeanMethods = false)
class ProviderChain {

  /** What Spring is given of ours. */
  record Ours(
      RegisteredClients registered,
      Authorizations authorizations,
      Approvals approvals,
      Tokens tokens,
      ClientSecrets secrets,
      Clients clients,
      Answers answers,
      FreshSignIn fresh,
      PublicClients publicClients,
      SignedAssertions assertions,
      ProofFilter proofs,
      DeviceGrants devices,
      Silence silence,
      ClientEvents events,
      RateLimits limits,
      ByName byName) {}

  /** Userinfo is opened by what a request brings: two dozen filters would look on for nothing. */
  @Bean
  @Order(1)
  SecurityFilterChain userInfoChain(HttpSecurity http, ChainParts parts, Ours ours) {
    parts.bare(http);
    return http.securityMatcher(Endpoints::isUserInfo)
        .cors(cors -> cors.configurationSource(ProviderChain::cors))
        .addFilterBefore(ours.byName(), HeaderWriterFilter.class)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain openidChain(
      HttpSecurity http,
      ChainParts parts,
      ProblemWriter writer,
      Ours ours,
      ProviderSettings settings,
      @Qualifier("sessionAuthenticator") RequestAuthenticator sessions) {
    parts.stateless(http);
    // Spring's server switches its rule on again for what is not its own, such as userinfo.
    http.csrf(csrf -> csrf.requireCsrfProtectionMatcher(_ -> false));
    http.addFilterBefore(ours.byName(), SecurityContextHolderFilter.class);
    // After the client has said who it is, before Spring looks at what it wants.
    http.addFilterBefore(ours.proofs(), AuthorizationFilter.class);
    http.addFilterAfter(new AskedByPost(), HeaderWriterFilter.class);
    parts.browsers(
        http,
        Endpoints::isForBrowsers,
        List.of(new Undistracted(sessions, ours.silence(), ours.limits())));
    http.securityMatcher(Endpoints::isOfProvider)
        .cors(cors -> cors.configurationSource(ProviderChain::cors))
        .exceptionHandling(failures ->
            failures.authenticationEntryPoint((request, response, failure) -> {
              if (Endpoints.isForBrowsers(request)) {
                writer.write(request, response, Problem.of(CommonProblem.NOT_SIGNED_IN));
              } else {
                MachineErrors.write(request, response, failure);
              }
            }))
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(Endpoints::isOpen)
                .permitAll()
                // Who does not want anybody to be asked is told so, and not led to the sign-in.
                .requestMatchers(ours.silence()::isWanted)
                .permitAll()
                .anyRequest()
                .authenticated());
    return http.with(
            new OAuth2AuthorizationServerConfigurer(),
            server -> configure(server, ours, settings.settings()))
        .build();
  }

  private static void configure(
      OAuth2AuthorizationServerConfigurer server, Ours ours, AuthorizationServerSettings settings) {
    PublicClients publicClients = ours.publicClients();
    RequestRules rules = new RequestRules(ours.clients(), ours.fresh());
    server
        .registeredClientRepository(ours.registered())
        .authorizationService(ours.authorizations())
        .authorizationConsentService(ours.approvals())
        .authorizationServerSettings(settings)
        .tokenGenerator(ours.tokens())
        .authorizationServerMetadataEndpoint(endpoint ->
            endpoint.authorizationServerMetadataCustomizer(
                metadata -> metadata.claims(ProviderChain::sayOnlyOurs)))
        .clientAuthentication(client ->
            client
                .authenticationConverters(ProviderChain::readOnlyKnown)
                .authenticationConverter(publicClients)
                .authenticationProvider(publicClients)
                .authenticationProviders(all -> onlyKnown(all, ours))
                .errorResponseHandler(ours.events()::refused))
        .authorizationEndpoint(endpoint ->
            endpoint
                .consentPage(Endpoints.CONSENT)
                .authorizationRequestConverters(all -> all.replaceAll(Offline::new))
                .authorizationResponseHandler(ours.answers()::granted)
                .errorResponseHandler(ours.answers()::refused)
                .authenticationProviders(all ->
                    all.forEach(one -> {
                      if (one instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider it) {
                        it.setAuthenticationValidator(rules);
                        it.setAuthorizationConsentRequired(new AskedAgain(ours.clients()));
                      }
                    })))
        .pushedAuthorizationRequestEndpoint(endpoint ->
            endpoint
                .pushedAuthorizationRequestConverters(all -> all.replaceAll(Offline::new))
                .errorResponseHandler(MachineErrors::write)
                .authenticationProviders(all ->
                    all.forEach(one -> {
                      if (one
                          instanceof OAuth2PushedAuthorizationRequestAuthenticationProvider it) {
                        it.setAuthenticationValidator(rules);
                      }
                    })))
        .tokenEndpoint(endpoint ->
            endpoint
                .accessTokenRequestConverters(all -> all.replaceAll(Offline::new))
                .errorResponseHandler(MachineErrors::write)
                .authenticationProviders(all -> {
                  all.removeIf(OAuth2DeviceCodeAuthenticationProvider.class::isInstance);
                  all.add(ours.devices());
                }))
        .tokenRevocationEndpoint(endpoint -> endpoint.errorResponseHandler(MachineErrors::write))
        .tokenIntrospectionEndpoint(endpoint ->
            endpoint
                .errorResponseHandler(MachineErrors::write)
                .authenticationProviders(all ->
                    all.replaceAll(one ->
                        one instanceof OAuth2TokenIntrospectionAuthenticationProvider
                            ? new Introspection(one, ours.authorizations(), ours.clients())
                            : one)));
  }

  /** What Spring could do is not what there is. */
  private static void sayOnlyOurs(Map<String, Object> said) {
    Map<String, Object> ours = DiscoveryController.document(String.valueOf(said.get("issuer")));
    said.clear();
    said.putAll(ours);
  }

  /** Nobody reads what nobody checks: who sends only that has not said who they are. */
  private static void readOnlyKnown(List<AuthenticationConverter> all) {
    all.removeIf(one ->
        one instanceof JwtClientAssertionAuthenticationConverter
            || one instanceof X509ClientCertificateAuthenticationConverter);
    all.addFirst(new AssertionConverter());
    all.addFirst(new OneClient());
  }

  /** Secrets, signed assertions and, for public clients, verifiers: no certificates. */
  private static void onlyKnown(List<AuthenticationProvider> all, Ours ours) {
    all.removeIf(X509ClientCertificateAuthenticationProvider.class::isInstance);
    all.forEach(one -> {
      if (one instanceof ClientSecretAuthenticationProvider it) {
        it.setPasswordEncoder(ours.secrets());
      } else if (one instanceof JwtClientAssertionAuthenticationProvider it) {
        it.setJwtDecoderFactory(ours.assertions());
      }
    });
  }

  /** Any origin: nothing here goes by a cookie, and what is sent along the script has anyway. */
  private static @Nullable CorsConfiguration cors(HttpServletRequest request) {
    if (!Endpoints.isCrossOrigin(request)) {
      return null;
    }
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOrigins(List.of("*"));
    cors.setAllowedMethods(List.of("GET", "POST"));
    cors.setAllowedHeaders(List.of("Authorization", "Content-Type", "DPoP"));
    cors.setExposedHeaders(List.of("WWW-Authenticate"));
    cors.setAllowCredentials(false);
    cors.setMaxAge(3600L);
    return cors;
  }

  /** Public halves only: the private ones never leave the module of keys. */
  @Bean
  JWKSource<SecurityContext> providerJwks(ProviderKeys keys) {
    return (selector, context) -> selector.select(new JWKSet(keys.published()));
  }
}

package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** An application on Spring Security's own client, which knows nothing of us but the issuer. */
@ClefServer
class SpringClientTest {

  private static final String CALLBACK = "https://player.example.com/login/oauth2/code/clef";

  private final Running clef;
  private final JdkClientHttpRequestFactory http =
      new JdkClientHttpRequestFactory(
          HttpClient.newBuilder().sslContext(Client.trustingAnything()).build());

  @Autowired
  SpringClientTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void somebody_signs_in_is_known_and_stays_signed_in() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    ClientRegistration registration = registration(player);
    OAuth2AuthorizationExchange exchange = exchange(player, browser, registration);

    OidcAuthorizationCodeAuthenticationProvider provider = provider();
    OAuth2LoginAuthenticationToken login =
        (OAuth2LoginAuthenticationToken)
            Objects.requireNonNull(
                provider.authenticate(new OAuth2LoginAuthenticationToken(registration, exchange)));
    OidcUser user = (OidcUser) Objects.requireNonNull(login.getPrincipal());
    assertThat(user.getIssuer()).hasToString("https://localhost:" + clef.port());
    assertThat(user.getEmail()).isEqualTo(listener.field("email"));
    assertThat(user.getAuthenticatedAt()).isNotNull();
    assertThat(user.getAuthenticationMethods()).containsExactly("pwd");

    OAuth2AccessToken first = Objects.requireNonNull(login.getAccessToken());
    OAuth2AccessTokenResponse refreshed =
        refreshes()
            .getTokenResponse(
                new OAuth2RefreshTokenGrantRequest(
                    registration, first, Objects.requireNonNull(login.getRefreshToken())));
    assertThat(refreshed.getAccessToken().getTokenValue()).isNotEqualTo(first.getTokenValue());
    assertThatThrownBy(
            () -> provider.authenticate(new OAuth2LoginAuthenticationToken(registration, exchange)))
        .as("the code a second time")
        .isInstanceOf(OAuth2AuthenticationException.class)
        .hasMessageContaining("invalid_grant");
    assertThatThrownBy(() ->
            refreshes()
                .getTokenResponse(
                    new OAuth2RefreshTokenGrantRequest(
                        registration,
                        refreshed.getAccessToken(),
                        Objects.requireNonNull(refreshed.getRefreshToken()))))
        .as("what came of a code that was used twice")
        .isInstanceOf(OAuth2AuthorizationException.class)
        .hasMessageContaining("invalid_grant");
  }

  private ClientRegistration registration(RelyingParty player) {
    Map<String, Object> document =
        new RestTemplate(http)
            .exchange(
                "https://localhost:" + clef.port() + "/.well-known/openid-configuration",
                HttpMethod.GET,
                null,
                new ParameterizedTypeReference<Map<String, Object>>() {})
            .getBody();
    return ClientRegistrations.fromOidcConfiguration(Objects.requireNonNull(document))
        .registrationId("clef")
        .clientId(player.clientId())
        .clientSecret(Objects.requireNonNull(player.secret()))
        .redirectUri(player.redirectUri())
        .scope("openid", "profile", "email")
        .build();
  }

  /** What Spring asks, and what somebody's browser brings back. */
  private static OAuth2AuthorizationExchange exchange(
      RelyingParty player, Client browser, ClientRegistration registration) {
    DefaultOAuth2AuthorizationRequestResolver resolver =
        new DefaultOAuth2AuthorizationRequestResolver(
            new InMemoryClientRegistrationRepository(registration));
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    OAuth2AuthorizationRequest asked =
        Objects.requireNonNull(
            resolver.resolve(
                new MockHttpServletRequest("GET", "/oauth2/authorization/clef"), "clef"));
    URI address = URI.create(asked.getAuthorizationRequestUri());
    Reply answer =
        player.get(browser, address.getRawPath() + "?" + address.getRawQuery(), "same-origin");
    if (answer.header("location").contains("/consent?")) {
      answer = player.agree(browser, answer, "openid profile email");
    }
    return new OAuth2AuthorizationExchange(
        asked,
        OAuth2AuthorizationResponse.success(answer.sent("code"))
            .redirectUri(player.redirectUri())
            .state(answer.sent("state"))
            .build());
  }

  private OidcAuthorizationCodeAuthenticationProvider provider() {
    RestClientAuthorizationCodeTokenResponseClient tokens =
        new RestClientAuthorizationCodeTokenResponseClient();
    tokens.setRestClient(rest());
    DefaultOAuth2UserService userInfo = new DefaultOAuth2UserService();
    userInfo.setRestOperations(new RestTemplate(http));
    OidcUserService users = new OidcUserService();
    users.setOauth2UserService(userInfo);
    OidcAuthorizationCodeAuthenticationProvider provider =
        new OidcAuthorizationCodeAuthenticationProvider(tokens, users);
    provider.setJwtDecoderFactory(registration ->
        NimbusJwtDecoder.withJwkSetUri(
                Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri()))
            .jwsAlgorithm(SignatureAlgorithm.ES256)
            .restOperations(new RestTemplate(http))
            .build());
    return provider;
  }

  private RestClientRefreshTokenTokenResponseClient refreshes() {
    RestClientRefreshTokenTokenResponseClient client =
        new RestClientRefreshTokenTokenResponseClient();
    client.setRestClient(rest());
    return client;
  }

  private RestClient rest() {
    return RestClient.builder()
        .requestFactory(http)
        .configureMessageConverters(converters ->
            converters
                .addCustomConverter(new FormHttpMessageConverter())
                .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
        .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
        .build();
  }
}

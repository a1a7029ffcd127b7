package dev.clef.openid;

import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/** The settings Spring's authorization server is given. */
record ProviderSettings(AuthorizationServerSettings settings) {

  /** Without the issuer: Spring takes it from the request, to which {@link ByName} gives it. */
  static ProviderSettings standard() {
    return new ProviderSettings(
        AuthorizationServerSettings.builder()
            .authorizationEndpoint(Endpoints.AUTHORIZE)
            .pushedAuthorizationRequestEndpoint(Endpoints.PUSHED)
            .tokenEndpoint(Endpoints.TOKEN)
            .jwkSetEndpoint(Endpoints.JWKS)
            .tokenIntrospectionEndpoint(Endpoints.INTROSPECT)
            .tokenRevocationEndpoint(Endpoints.REVOKE)
            .build());
  }
}

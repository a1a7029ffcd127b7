package dev.clef.openid;

import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/** The settings Spring's authorization server is given. */
record ProviderSettings(AuthorizationServerSettings settings) {

  static ProviderSettings of(OpenidProperties properties) {
    AuthorizationServerSettings.Builder builder =
        AuthorizationServerSettings.builder()
            .authorizationEndpoint(Endpoints.AUTHORIZE)
            .pushedAuthorizationRequestEndpoint(Endpoints.PUSHED)
            .tokenEndpoint(Endpoints.TOKEN)
            .jwkSetEndpoint(Endpoints.JWKS)
            .tokenIntrospectionEndpoint(Endpoints.INTROSPECT)
            .tokenRevocationEndpoint(Endpoints.REVOKE);
    if (properties.issuer() != null) {
      builder.issuer(properties.issuer());
    }
    return new ProviderSettings(builder.build());
  }
}

package dev.clef.openid;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** The clients as Spring's authorization server knows them. Thread-safe. */
final class RegisteredClients implements RegisteredClientRepository {

  private static final int MOST_KNOWN = 1_000;

  private record Made(ClientStore.Stored of, RegisteredClient client) {}

  private final Map<String, Made> known = new ConcurrentHashMap<>();
  private final ClientStore store;
  private final TokenSettings tokens;
  private final TokenSettings keeping;

  RegisteredClients(ClientStore store, OpenidProperties properties) {
    this.store = store;
    this.tokens =
        TokenSettings.builder()
            .authorizationCodeTimeToLive(properties.codeFor())
            .accessTokenTimeToLive(properties.accessFor())
            .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
            .refreshTokenTimeToLive(properties.refreshFor())
            .reuseRefreshTokens(false)
            .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
            .build();
    this.keeping =
        TokenSettings.withSettings(tokens.getSettings()).reuseRefreshTokens(true).build();
  }

  @Override
  public void save(RegisteredClient client) {
    throw new UnsupportedOperationException("clients are changed through Clients");
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return findByClientId(id);
  }

  @Override
  public @Nullable RegisteredClient findByClientId(String clientId) {
    return store.find(clientId).map(this::known).orElse(null);
  }

  /** Making one is dear, and it is made of what was just read: the same row, the same client. */
  private RegisteredClient known(ClientStore.Stored stored) {
    String clientId = stored.client().clientId();
    Made made = known.get(clientId);
    if (made != null && made.of().isSame(stored)) {
      return made.client();
    }
    RegisteredClient client = registered(stored);
    if (known.size() >= MOST_KNOWN) {
      known.clear();
    }
    known.put(clientId, new Made(stored, client));
    return client;
  }

  private RegisteredClient registered(ClientStore.Stored stored) {
    Client client = stored.client();
    RegisteredClient.Builder builder =
        RegisteredClient.withId(client.clientId())
            .clientId(client.clientId())
            .clientIdIssuedAt(client.createdAt())
            .clientName(client.name())
            .redirectUris(uris -> uris.addAll(client.redirectUris()))
            .postLogoutRedirectUris(uris -> uris.addAll(client.logoutUris()))
            .scopes(scopes -> scopes.addAll(client.scopes()))
            .tokenSettings(client.keepsRefreshToken() ? keeping : tokens)
            .clientSettings(
                ClientSettings.builder()
                    .requireProofKey(client.kind().hasPeople() && !client.pkceOptional())
                    .requireAuthorizationConsent(client.asks())
                    // Only says that there is a key pair: what a client signs with, its keys say.
                    .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256)
                    .build());
    byte[] mac = stored.secretMac();
    if (client.kind().isConfidential() && mac != null) {
      builder
          .clientSecret(ClientSecrets.encoded(client.clientId(), mac))
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    } else if (client.signs()) {
      builder.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
    } else {
      builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
    }
    if (client.kind() == ClientKind.DEVICE) {
      builder
          .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
          .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN);
    } else if (client.kind().hasPeople()) {
      builder
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN);
    } else {
      builder.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS);
    }
    return builder.build();
  }
}

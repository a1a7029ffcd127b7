package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.subject.SubjectId;
import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Makes Spring's authorizations from what is stored of a family. Whether a token is still good was
 * decided by our clock when it was looked up; Spring would ask another one, so its tokens have no
 * end. Thread-safe.
 */
final class Revived {

  /** Where there is no session behind it. */
  static final UUID NO_SESSION = new UUID(0, 0);

  private final RegisteredClientRepository registered;
  private final Clients clients;
  private final Subjects subjects;

  Revived(RegisteredClientRepository registered, Clients clients, Subjects subjects) {
    this.registered = registered;
    this.clients = clients;
    this.subjects = subjects;
  }

  /** An authorization about to be built. */
  record Started(Family family, OAuth2Authorization.Builder builder) {}

  Started bare(Family family) {
    OAuth2Authorization.Builder builder =
        OAuth2Authorization.withRegisteredClient(
                Objects.requireNonNull(registered.findById(family.clientId())))
            .id(family.familyId().toString())
            .authorizationGrantType(new AuthorizationGrantType(family.grant()))
            .authorizedScopes(new HashSet<>(family.scopes()));
    SubjectId subject = family.subject();
    if (subject == null) {
      builder.principalName(family.clientId());
    } else {
      SignedIn person =
          SignedIn.remembered(
              subject,
              Objects.requireNonNullElse(family.sessionId(), NO_SESSION),
              Objects.requireNonNullElse(family.authenticatedAt(), Instant.EPOCH),
              family.proofs());
      builder
          .principalName(person.getName())
          .attribute(
              Principal.class.getName(),
              UsernamePasswordAuthenticationToken.authenticated(person, null, List.of()));
    }
    return new Started(family, builder);
  }

  Started waiting(Family family, String handle) {
    Started started = bare(family);
    started.builder().attribute(OAuth2ParameterNames.STATE, handle);
    return started;
  }

  Started withCode(Family family, String code) {
    Started started = bare(family);
    started.builder().token(new OAuth2AuthorizationCode(code, family.createdAt(), Instant.MAX));
    return started;
  }

  Started withAccess(Family family, String token) {
    Started started = bare(family);
    started
        .builder()
        .token(
            new OAuth2AccessToken(
                family.accessJkt() == null
                    ? OAuth2AccessToken.TokenType.BEARER
                    : OAuth2AccessToken.TokenType.DPOP,
                token,
                family.accessIssuedAt(),
                null,
                new HashSet<>(family.accessScopes())),
            metadata ->
                metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims(family)));
    return started;
  }

  Started withRefresh(Family family, String token) {
    Started started = bare(family);
    started.builder().token(new OAuth2RefreshToken(token, family.accessIssuedAt()));
    if (family.scopes().contains("openid")) {
      // Spring looks into the ID token before for what stays; what stays here comes from the
      // family.
      started.builder().token(new OidcIdToken("-", null, null, Map.of("sub", "-")));
    }
    return started;
  }

  /** What whoever introspects an access token is told. */
  private Map<String, Object> claims(Family family) {
    SubjectId subject = family.subject();
    String sub =
        subject == null
            ? family.clientId()
            : clients
                .find(family.clientId())
                .map(client -> subjects.of(client, subject))
                .orElse(family.clientId());
    Map<String, Object> claims = new HashMap<>();
    claims.put("sub", sub);
    claims.put("aud", List.of(family.clientId()));
    claims.put("scope", family.accessScopes());
    claims.put("exp", Objects.requireNonNull(family.accessExpiresAt()));
    byte[] key = family.accessJkt();
    if (key != null) {
      claims.put("cnf", Map.of("jkt", Proofs.text(key))); // RFC 9449 §6.2
    }
    return claims;
  }
}

package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.subject.SubjectId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Token families as Spring's authorization server knows them. An authorization that was found by a
 * token carries this token alone: of the others only digests are known. Thread-safe.
 */
final class Authorizations implements OAuth2AuthorizationService {

  /** The family an authorization was read from. */
  private static final String READ = "dev.clef.openid.family";

  /** How long somebody may look at the question whether they agree, and a pushed request waits. */
  static final Duration WAITS = Duration.ofMinutes(10);

  /** What Spring says of a pushed request: of its five minutes the whole seconds that are left. */
  private static final Duration PUSHED_FOR = Duration.ofSeconds(299);

  /** How much longer than its code a request opens: clocks and the way take a moment. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** The pushed request the current one refers to. */
  private static final String PUSHED = "dev.clef.openid.pushed";

  /** The authorization the current request asks about. */
  private static final String ASKED = "dev.clef.openid.asked";

  private static final String REQUEST = OAuth2AuthorizationRequest.class.getName();

  private final Families families;
  private final Revived revived;
  private final Requests requests;
  private final Clients clients;
  private final OpenidProperties properties;

  Authorizations(
      Families families,
      Revived revived,
      Requests requests,
      Clients clients,
      OpenidProperties properties) {
    this.families = families;
    this.revived = revived;
    this.requests = requests;
    this.clients = clients;
    this.properties = properties;
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    Family read = authorization.getAttribute(READ);
    if (read == null) {
      Family family = family(authorization);
      if (!families.open(
          family, fresh(authorization), person(authorization), pushed(family).orElse(null))) {
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
      }
    } else if (isEnded(authorization)) {
      families.revoke(read);
    } else if (isAgreed(authorization)) {
      Family agreed = withScopes(read, authorization);
      if (!families.agree(agreed, fresh(authorization))) {
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
      }
    } else {
      requireKey(read, authorization);
      if (!read.createdAt().plus(properties.grantFor()).isAfter(families.now())) {
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
      }
      if (!families.renew(read, fresh(authorization))) {
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
      }
    }
  }

  /**
   * What is bound to a key is good with it alone: the code (RFC 9449 §10), the refresh token (§5).
   */
  private static void requireKey(Family read, OAuth2Authorization authorization) {
    OAuth2AuthorizationRequest request = authorization.getAttribute(REQUEST);
    byte[] bound =
        request != null
                && request.getAdditionalParameters().get(Proofs.ANNOUNCED) instanceof String text
            ? Proofs.thumbprint(text).orElseThrow()
            : read.refreshJkt();
    byte[] proven = Proofs.current();
    if (bound == null) {
      return;
    }
    if (proven == null) {
      throw new OAuth2AuthenticationException(Proofs.INVALID);
    }
    if (!TokenHash.equal(bound, proven)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
    }
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    families.end(UUID.fromString(authorization.getId()));
  }

  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return families.byId(UUID.fromString(id)).map(revived::bare).map(this::done).orElse(null);
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(
      String token, @Nullable OAuth2TokenType tokenType) {
    String type = tokenType == null ? "" : tokenType.getValue();
    return switch (type) {
      case OAuth2ParameterNames.STATE ->
          families
              .byHandle(token)
              .filter(this::isInTime)
              .map(Authorizations::noted)
              .map(family -> revived.waiting(family, token))
              .map(this::done)
              .filter(Authorizations::hasRequest)
              .orElse(null);
      case OAuth2ParameterNames.CODE ->
          families
              .byCode(token)
              .map(family -> revived.withCode(family, token))
              .map(this::done)
              .filter(Authorizations::hasRequest)
              .orElse(null);
      case OAuth2ParameterNames.ACCESS_TOKEN -> byAccess(token).orElse(null);
      case OAuth2ParameterNames.REFRESH_TOKEN -> byRefresh(token).orElse(null);
      case "" -> asked(token).or(() -> byAccess(token)).or(() -> byRefresh(token)).orElse(null);
      default -> null;
    };
  }

  /** The one the current request asks about; Spring is about to look for it once more. */
  void isAsked(OAuth2Authorization found) {
    current().setAttribute(ASKED, found);
  }

  private static Optional<OAuth2Authorization> asked(String token) {
    return current().getAttribute(ASKED) instanceof OAuth2Authorization found
            && found.getToken(token) != null
        ? Optional.of(found)
        : Optional.empty();
  }

  /** A pushed request, which is nobody's yet, opens no longer than its sender was told. */
  private boolean isInTime(Family family) {
    return family.subject() != null || family.createdAt().plus(PUSHED_FOR).isAfter(families.now());
  }

  /** Whether this one goes by what was pushed before. */
  static boolean isOfPushed(HttpServletRequest request) {
    return request.getAttribute(PUSHED) != null;
  }

  /** A request nobody has answered yet was pushed, and is used up by what comes of it. */
  private static Family noted(Family family) {
    if (family.subject() == null) {
      current().setAttribute(PUSHED, family.familyId());
    }
    return family;
  }

  private static Optional<UUID> pushed(Family family) {
    return family.subject() != null && current().getAttribute(PUSHED) instanceof UUID pushed
        ? Optional.of(pushed)
        : Optional.empty();
  }

  private static HttpServletRequest current() {
    return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes())
        .getRequest();
  }

  private Optional<OAuth2Authorization> byAccess(String token) {
    return families
        .byAccess(token)
        .map(family -> revived.withAccess(family, token))
        .map(this::done);
  }

  private Optional<OAuth2Authorization> byRefresh(String token) {
    return families
        .byRefresh(token)
        .map(family -> revived.withRefresh(family, token))
        .map(this::done);
  }

  private OAuth2Authorization done(Revived.Started started) {
    Family family = started.family();
    started.builder().attribute(READ, family);
    OAuth2AuthorizationRequest request = requests.open(family.request());
    if (request != null) {
      started.builder().attribute(REQUEST, request);
    }
    return started.builder().build();
  }

  /** Without the request that led to it nobody can say what a code is for: it is none then. */
  private static boolean hasRequest(OAuth2Authorization authorization) {
    return authorization.getAttribute(REQUEST) != null;
  }

  /** Something of it was invalidated and nothing new put into its place. */
  private static boolean isEnded(OAuth2Authorization authorization) {
    OAuth2Authorization.Token<OAuth2AccessToken> access = authorization.getAccessToken();
    OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    OAuth2Authorization.Token<OAuth2AuthorizationCode> code =
        authorization.getToken(OAuth2AuthorizationCode.class);
    return (access != null && access.isInvalidated())
        || (refresh != null && refresh.isInvalidated())
        || (code != null && code.isInvalidated() && access == null);
  }

  private static boolean isAgreed(OAuth2Authorization authorization) {
    return authorization.getToken(OAuth2AuthorizationCode.class) != null
        && authorization.getAccessToken() == null;
  }

  private Family family(OAuth2Authorization authorization) {
    Instant now = families.now();
    SignedIn person = person(authorization);
    OAuth2AuthorizationRequest request = authorization.getAttribute(REQUEST);
    SubjectId subject = person == null ? null : person.subject();
    boolean forPeople =
        authorization.getAuthorizationGrantType().equals(AuthorizationGrantType.AUTHORIZATION_CODE);
    return Family.started(
        families.newId(),
        authorization.getRegisteredClientId(),
        subject,
        person == null ? null : person.authenticatedAt(),
        person == null ? null : person.sessionId(),
        person == null ? "" : person.proofs().stored(),
        authorization.getAuthorizationGrantType().getValue(),
        sorted(authorization.getAuthorizedScopes()),
        request != null && forPeople
            ? requests.seal(request, WAITS.plus(properties.codeFor()).plus(MARGIN))
            : null,
        now);
  }

  private static Family withScopes(Family family, OAuth2Authorization authorization) {
    return new Family(
        family.familyId(),
        family.clientId(),
        family.subject(),
        family.authenticatedAt(),
        family.sessionId(),
        family.proofs(),
        family.grant(),
        sorted(authorization.getAuthorizedScopes()),
        family.request(),
        null,
        false,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        family.createdAt(),
        family.expiresAt(),
        family.version());
  }

  private Family.Fresh fresh(OAuth2Authorization authorization) {
    Instant now = families.now();
    String handle = authorization.getAttribute(OAuth2ParameterNames.STATE);
    OAuth2AuthorizationCode code = token(authorization, OAuth2AuthorizationCode.class);
    OAuth2AccessToken access = token(authorization, OAuth2AccessToken.class);
    OAuth2RefreshToken refresh = token(authorization, OAuth2RefreshToken.class);
    Instant until = now.plus(WAITS);
    Instant refreshUntil = refreshUntil(authorization.getAttribute(READ), now);
    if (refresh != null) {
      until = refreshUntil;
    } else if (access != null) {
      until = now.plus(properties.accessFor());
    } else if (code != null) {
      until = now.plus(properties.codeFor());
    }
    return new Family.Fresh(
        handle == null ? null : TokenHash.of(handle),
        code == null ? null : TokenHash.of(code.getTokenValue()),
        code == null ? null : now.plus(properties.codeFor()),
        access == null ? null : TokenHash.of(access.getTokenValue()),
        access == null ? List.of() : sorted(access.getScopes()),
        access == null ? null : now,
        access == null ? null : now.plus(properties.accessFor()),
        refresh == null
            ? null
            : TokenHash.of(RefreshTokens.chain(refresh.getTokenValue()).orElseThrow()),
        refresh == null ? null : TokenHash.of(refresh.getTokenValue()),
        refresh == null ? null : refreshUntil,
        access == null ? null : Proofs.current(),
        refresh == null || !isPublic(authorization) ? null : Proofs.current(),
        until);
  }

  /** Each use makes a new one, until the grant itself is too old. */
  private Instant refreshUntil(@Nullable Family read, Instant now) {
    Instant end = (read == null ? now : read.createdAt()).plus(properties.grantFor());
    Instant usual = now.plus(properties.refreshFor());
    return usual.isBefore(end) ? usual : end;
  }

  /** Of a client that proves itself nothing else says who uses a token (RFC 9449 §5). */
  private boolean isPublic(OAuth2Authorization authorization) {
    return clients
        .find(authorization.getRegisteredClientId())
        .filter(client -> client.kind().isConfidential())
        .isEmpty();
  }

  private static <T extends OAuth2Token> @Nullable T token(
      OAuth2Authorization authorization, Class<T> type) {
    OAuth2Authorization.Token<T> token = authorization.getToken(type);
    return token == null ? null : token.getToken();
  }

  private static @Nullable SignedIn person(OAuth2Authorization authorization) {
    Authentication principal = authorization.getAttribute(Principal.class.getName());
    return principal != null && principal.getPrincipal() instanceof SignedIn me ? me : null;
  }

  private static List<String> sorted(Collection<String> scopes) {
    return List.copyOf(new TreeSet<>(scopes));
  }
}

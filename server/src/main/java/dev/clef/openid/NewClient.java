package dev.clef.openid;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client as an operator wants it.
 *
 * @param kind {@code web}, {@code spa}, {@code native}, {@code service} or {@code device}
 * @param scopes by default {@code openid}, {@code profile} and {@code email}; none for a service
 * @param asks whether people are asked before it is told anything; by default they are
 * @param jwks the public keys of a client that signs instead of keeping a secret: ES256, EdDSA,
 *     PS256 or RS256
 * @param jwksUri where these are fetched from instead, by HTTPS
 * @param sectorIdentifierUri a list of its addresses, where these have several hosts (OpenID
 *     Connect Registration §5)
 * @param dpopBound whether its tokens are good only with a key it proves to hold; by default not
 * @param backchannelLogoutUri where a {@code web} client is told that somebody signed out
 * @param idTokenSignedResponseAlg {@code ES256}, which it is by default, {@code EdDSA} or {@code
 *     RS256}
 * @param userinfoSignedResponseAlg likewise, for what is told about people; by default that is not
 *     signed
 * @param pkceOptional whether it is let off PKCE, for a {@code web} client that cannot; by default
 *     not
 * @param parRequired whether its requests have to be pushed; by default not
 */
public record NewClient(
    @Nullable String name,
    @Nullable String kind,
    @Nullable List<String> redirectUris,
    @Nullable List<String> logoutUris,
    @Nullable List<String> scopes,
    @Nullable Boolean asks,
    @Nullable Map<String, Object> jwks,
    @Nullable String jwksUri,
    @Nullable String sectorIdentifierUri,
    @Nullable Boolean dpopBound,
    @Nullable String backchannelLogoutUri,
    @Nullable String idTokenSignedResponseAlg,
    @Nullable String userinfoSignedResponseAlg,
    @Nullable Boolean pkceOptional,
    @Nullable Boolean parRequired) {

  /** What ID tokens may be signed with, the usual one first. */
  public static final List<String> ALGORITHMS = ProviderKeys.ALGORITHMS;

  private static final int MAX_NAME = 80;
  private static final int MAX_URIS = 20;
  private static final int MAX_SCOPES = 50;
  private static final List<String> USUAL = List.of("openid", "profile", "email");
  private static final Pattern SCOPE = Pattern.compile("[a-z][a-z0-9._:/-]{0,63}");

  /**
   * The client, if there may be such a one. The list of its sector is fetched last, for one with
   * which nothing else is wrong.
   *
   * @throws Problem {@code invalid_fields}; {@code busy} when the list cannot be fetched now
   */
  Client checked(String clientId, Instant at, SectorUri sectors) {
    ClientKind of =
        ClientKind.of(kind).orElseThrow(() -> Problem.field("kind", FieldReason.UNSUPPORTED));
    List<String> redirects = Objects.requireNonNullElse(redirectUris, List.of());
    List<String> logouts = Objects.requireNonNullElse(logoutUris, List.of());
    uris(of, "redirect_uris", redirects, of.hasAddress());
    uris(of, "logout_uris", logouts, false);
    Client client =
        new Client(
            clientId,
            name(),
            of,
            redirects,
            logouts,
            scopes(of),
            // Whoever shows a code may be anybody: its person is always asked.
            of == ClientKind.DEVICE || asks == null || asks,
            clientId,
            sectorIdentifierUri,
            at,
            of.isConfidential() && jwks == null && jwksUri == null ? at : null,
            keys(of),
            keysAddress(of, sectors),
            dpopBound != null && dpopBound,
            backchannel(of),
            Objects.requireNonNullElse(
                algorithm("id_token_signed_response_alg", idTokenSignedResponseAlg),
                ALGORITHMS.getFirst()),
            algorithm("userinfo_signed_response_alg", userinfoSignedResponseAlg),
            pkce(of),
            par(of));
    return client.of(sector(client, sectors));
  }

  private String sector(Client client, SectorUri sectors) {
    if (sectorIdentifierUri == null) {
      return RedirectUris.sector(client.clientId(), client.redirectUris())
          .orElseThrow(() -> Problem.field("redirect_uris", FieldReason.UNSUPPORTED));
    }
    return sectors
        .sector(sectorIdentifierUri, client.redirectUris())
        .orElseThrow(() -> Problem.field("sector_identifier_uri", FieldReason.INVALID));
  }

  @Override
  public String name() {
    String text = name == null ? "" : name.strip();
    if (text.isEmpty()) {
      throw Problem.field("name", FieldReason.REQUIRED);
    }
    if (text.length() > MAX_NAME) {
      throw Problem.field("name", FieldReason.TOO_LONG);
    }
    // What turns the direction of writing could make one name look like another.
    if (text.codePoints().anyMatch(NewClient::isHidden)) {
      throw Problem.field("name", FieldReason.INVALID);
    }
    return text;
  }

  private @Nullable Map<String, Object> keys(ClientKind of) {
    if (jwks == null) {
      return null;
    }
    if (!of.isConfidential()) {
      throw Problem.field("jwks", FieldReason.UNSUPPORTED);
    }
    return ClientKeys.checked(jwks).orElseThrow(() -> Problem.field("jwks", FieldReason.INVALID));
  }

  private @Nullable String keysAddress(ClientKind of, SectorUri sectors) {
    if (jwksUri == null) {
      return null;
    }
    if (!of.isConfidential() || jwks != null) {
      throw Problem.field("jwks_uri", FieldReason.UNSUPPORTED);
    }
    if (!sectors.mayAsk(jwksUri)) {
      throw Problem.field("jwks_uri", FieldReason.INVALID);
    }
    return jwksUri;
  }

  private @Nullable String backchannel(ClientKind of) {
    if (backchannelLogoutUri == null) {
      return null;
    }
    if (of != ClientKind.WEB) {
      throw Problem.field("backchannel_logout_uri", FieldReason.UNSUPPORTED);
    }
    // An address like one to which answers go: HTTPS, or this machine.
    if (!RedirectUris.mayRegister(of, backchannelLogoutUri)) {
      throw Problem.field("backchannel_logout_uri", FieldReason.INVALID);
    }
    return backchannelLogoutUri;
  }

  private static @Nullable String algorithm(String field, @Nullable String wanted) {
    if (wanted != null && !ALGORITHMS.contains(wanted)) {
      throw Problem.field(field, FieldReason.UNSUPPORTED);
    }
    return wanted;
  }

  /** Whoever keeps no secret proves with nothing else that a code is theirs (RFC 9700 §2.1.1). */
  private boolean pkce(ClientKind of) {
    boolean optional = pkceOptional != null && pkceOptional;
    if (optional && of != ClientKind.WEB) {
      throw Problem.field("pkce_optional", FieldReason.UNSUPPORTED);
    }
    return optional;
  }

  private boolean par(ClientKind of) {
    boolean required = parRequired != null && parRequired;
    if (required && !of.hasAddress()) {
      throw Problem.field("par_required", FieldReason.UNSUPPORTED);
    }
    return required;
  }

  private static boolean isHidden(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  private static void uris(ClientKind kind, String field, List<String> uris, boolean needed) {
    if (uris.isEmpty() && needed) {
      throw Problem.field(field, FieldReason.REQUIRED);
    }
    if (uris.size() > MAX_URIS || (!uris.isEmpty() && !kind.hasAddress())) {
      throw Problem.field(field, FieldReason.OUT_OF_RANGE);
    }
    for (int i = 0; i < uris.size(); i++) {
      if (!RedirectUris.mayRegister(kind, uris.get(i))) {
        throw Problem.field(field + "[" + i + "]", FieldReason.INVALID);
      }
    }
  }

  private List<String> scopes(ClientKind kind) {
    if (scopes == null || scopes.isEmpty()) {
      return kind.hasPeople() ? USUAL : List.of();
    }
    boolean fit =
        scopes.size() <= MAX_SCOPES
            && scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches());
    // What is about people means nothing where nobody signs in.
    if (!fit || (!kind.hasPeople() && scopes.stream().anyMatch(USUAL::contains))) {
      throw Problem.field("scopes", FieldReason.INVALID);
    }
    return scopes.stream().distinct().toList();
  }
}

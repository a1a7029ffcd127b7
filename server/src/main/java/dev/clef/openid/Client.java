package dev.clef.openid;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application that may use Clef.
 *
 * @param name as people are shown it
 * @param redirectUris where answers may be sent, compared as they are; none for a service
 * @param logoutUris where somebody may be sent after signing out
 * @param scopes what it may ask for
 * @param asks whether people are asked before it is told anything
 * @param sector applications of one sector call a person the same (OpenID Connect Core §8.1)
 * @param sectorIdentifierUri the list that names its addresses, whose host is the sector; null when
 *     that is the host of them all
 * @param secretAt when its secret was made; null without one
 * @param jwks the public keys it proves itself with (RFC 7517); null without, and when they are
 *     fetched
 * @param jwksUri where they are fetched from instead (RFC 7591 §2); null when they are not
 * @param dpopBound whether its tokens are good only with a key of its own (RFC 9449)
 * @param backchannelLogoutUri where it is told that somebody signed out; null when it is not
 * @param idTokenSignedResponseAlg what its ID tokens are signed with: ES256, EdDSA or RS256
 * @param userinfoSignedResponseAlg what is told about people is signed with: likewise; null when it
 *     is not signed
 * @param pkceOptional whether it may leave out the proof that it began what it redeems (RFC 7636)
 * @param parRequired whether what it asks for has to be pushed (RFC 9126)
 */
public record Client(
    String clientId,
    String name,
    ClientKind kind,
    List<String> redirectUris,
    List<String> logoutUris,
    List<String> scopes,
    boolean asks,
    String sector,
    @Nullable String sectorIdentifierUri,
    Instant createdAt,
    @Nullable Instant secretAt,
    @Nullable Map<String, Object> jwks,
    @Nullable String jwksUri,
    boolean dpopBound,
    @Nullable String backchannelLogoutUri,
    String idTokenSignedResponseAlg,
    @Nullable String userinfoSignedResponseAlg,
    boolean pkceOptional,
    boolean parRequired) {

  public Client {
    redirectUris = List.copyOf(redirectUris);
    logoutUris = List.copyOf(logoutUris);
    scopes = List.copyOf(scopes);
  }

  /** The same of this sector. */
  Client of(String itsSector) {
    return new Client(
        clientId,
        name,
        kind,
        redirectUris,
        logoutUris,
        scopes,
        asks,
        itsSector,
        sectorIdentifierUri,
        createdAt,
        secretAt,
        jwks,
        jwksUri,
        dpopBound,
        backchannelLogoutUri,
        idTokenSignedResponseAlg,
        userinfoSignedResponseAlg,
        pkceOptional,
        parRequired);
  }

  /** Whether it signs instead of keeping a secret. */
  public boolean signs() {
    return jwks != null || jwksUri != null;
  }

  /**
   * Whether it uses one refresh token all the time (FAPI 2.0 §5.3.2.1): it is of no use without the
   * key the client signs with, and an answer that is lost on the way costs nobody their sign-in.
   * Whoever has stolen that key too is not noticed by a second use.
   */
  boolean keepsRefreshToken() {
    return signs() && dpopBound;
  }

  /** Whether it is all that FAPI 2.0 asks of a client: it signs, holds a key, and pushes. */
  boolean isOfFapi() {
    return keepsRefreshToken() && parRequired;
  }
}

package dev.clef.openid;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application was granted at one time, and all tokens that came of it, as stored: no token,
 * only when each is good until.
 *
 * @param subject who granted it; null when the application acts for itself, or nobody has yet
 * @param authenticatedAt when that person had last proved who they are
 * @param sessionId the session it was granted in; null without one
 * @param proofs with what that person had proven it, as stored; empty when it is not known
 * @param grant of OAuth: {@code authorization_code} or {@code client_credentials}
 * @param request the sealed authorization request, until its code is redeemed
 * @param accessJkt the thumbprint of the key without which the access token is none; null without
 * @param refreshJkt likewise of the refresh token, when nothing else says who uses it
 * @param version grows with each change, so that of two at once only one happens
 */
record Family(
    UUID familyId,
    String clientId,
    @Nullable SubjectId subject,
    @Nullable Instant authenticatedAt,
    @Nullable UUID sessionId,
    String proofs,
    String grant,
    List<String> scopes,
    @Nullable String request,
    @Nullable Instant codeExpiresAt,
    boolean codeUsed,
    List<String> accessScopes,
    @Nullable Instant accessIssuedAt,
    @Nullable Instant accessExpiresAt,
    @Nullable Instant refreshExpiresAt,
    byte @Nullable [] refreshHash,
    byte @Nullable [] accessJkt,
    byte @Nullable [] refreshJkt,
    Instant createdAt,
    Instant expiresAt,
    int version) {

  Family {
    scopes = List.copyOf(scopes);
    accessScopes = List.copyOf(accessScopes);
  }

  /** One that has just begun: no token of it is stored yet. */
  static Family started(
      UUID familyId,
      String clientId,
      @Nullable SubjectId subject,
      @Nullable Instant authenticatedAt,
      @Nullable UUID sessionId,
      String proofs,
      String grant,
      List<String> scopes,
      @Nullable String request,
      Instant now) {
    return new Family(
        familyId,
        clientId,
        subject,
        authenticatedAt,
        sessionId,
        proofs,
        grant,
        scopes,
        request,
        null,
        false,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        now,
        now,
        0);
  }

  /** Digests of fresh tokens, each null when there is none, and how long they are good. */
  record Fresh(
      byte @Nullable [] handleHash,
      byte @Nullable [] codeHash,
      @Nullable Instant codeExpiresAt,
      byte @Nullable [] accessHash,
      List<String> accessScopes,
      @Nullable Instant accessIssuedAt,
      @Nullable Instant accessExpiresAt,
      byte @Nullable [] chainHash,
      byte @Nullable [] refreshHash,
      @Nullable Instant refreshExpiresAt,
      byte @Nullable [] accessJkt,
      byte @Nullable [] refreshJkt,
      Instant expiresAt) {}
}

package dev.clef.openid;

import dev.clef.identity.SignedIn;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What an ID token says beside Spring's own: who, by the name for this application, since when, and
 * how sure it is.
 */
final class IdTokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

  private final Clients clients;
  private final Subjects subjects;

  IdTokenClaims(Clients clients, Subjects subjects) {
    this.clients = clients;
    this.subjects = subjects;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    Authentication who = context.getPrincipal();
    if (who == null || !(who.getPrincipal() instanceof SignedIn person)) {
      throw new IllegalStateException("an ID token is about somebody who signed in");
    }
    Client client = clients.find(context.getRegisteredClient().getClientId()).orElseThrow();
    context
        .getClaims()
        .subject(subjects.of(client, person.subject()))
        .claim("auth_time", person.authenticatedAt().getEpochSecond());
    person
        .latest()
        .assurance()
        .ifPresent(assurance ->
            context
                .getClaims()
                .claim("acr", Acr.of(assurance))
                .claim("amr", person.latest().amr()));
    if (!person.sessionId().equals(Revived.NO_SESSION)) {
      context.getClaims().claim("sid", subjects.session(client, person.sessionId()));
    }
  }
}

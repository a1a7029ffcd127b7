package dev.clef.openid;

import dev.clef.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** What waits for a person to agree, for the page that asks them. Thread-safe. */
public final class ConsentRequests {

  /**
   * The question.
   *
   * @param scopes what the application asks for
   * @param returnsTo where the answer is sent, as a content security policy names it
   */
  public record Asked(Client client, List<String> scopes, String returnsTo) {}

  private final Families families;
  private final Clients clients;
  private final Requests requests;
  private final Approvals approvals;

  ConsentRequests(Families families, Clients clients, Requests requests, Approvals approvals) {
    this.families = families;
    this.clients = clients;
    this.requests = requests;
    this.approvals = approvals;
  }

  /** What is asked of {@code me}; empty when it is somebody else's question, or too old. */
  public Optional<Asked> find(String state, SubjectId me) {
    return families
        .byHandle(state)
        .filter(family -> me.equals(family.subject()))
        .flatMap(family -> {
          OAuth2AuthorizationRequest request = requests.open(family.request());
          return request == null
              ? Optional.empty()
              : clients
                  .find(family.clientId())
                  .map(client ->
                      new Asked(
                          client,
                          request.getScopes().stream().sorted().toList(),
                          RedirectUris.source(returnsTo(request))));
        });
  }

  /**
   * Says no for {@code me}.
   *
   * @param issuer the name of the provider
   * @return where the application is told (RFC 6749 §4.1.2.1)
   */
  public Optional<String> refuse(String state, SubjectId me, String issuer) {
    return families
        .byHandle(state)
        .filter(family -> me.equals(family.subject()))
        .flatMap(family -> {
          OAuth2AuthorizationRequest request = requests.open(family.request());
          families.end(family.familyId());
          approvals.refuse(me, family.clientId());
          return request == null
              ? Optional.empty()
              : Optional.of(
                  Answers.address(
                      returnsTo(request),
                      Map.of("error", "access_denied"),
                      request.getState(),
                      issuer));
        });
  }

  private static String returnsTo(OAuth2AuthorizationRequest request) {
    return Objects.requireNonNull(request.getRedirectUri(), "no request is taken without one");
  }
}

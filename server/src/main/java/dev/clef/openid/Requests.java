package dev.clef.openid;

import dev.clef.keys.Handover;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests as they wait in the table: sealed, because an application may put anything
 * into one, and cut down to what is needed later. A hint who is about to sign in is not.
 * Thread-safe.
 */
final class Requests {

  private static final String PURPOSE = "openid-request";
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  /** What is looked at after the request was checked (RFC 7636 §4.3, OpenID Connect §3.1.2.1). */
  private static final Set<String> KEPT =
      Set.of(
          "code_challenge",
          "code_challenge_method",
          "nonce",
          "prompt",
          "max_age",
          "acr_values",
          Proofs.ANNOUNCED);

  private final Handover handover;
  private final JsonMapper json;

  Requests(Handover handover, JsonMapper json) {
    this.handover = handover;
    this.json = json;
  }

  String seal(OAuth2AuthorizationRequest request, Duration validFor) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "authorization_uri", request.getAuthorizationUri());
    put(texts, "client_id", request.getClientId());
    put(texts, "redirect_uri", request.getRedirectUri());
    put(texts, "state", request.getState());
    put(texts, "scope", String.join(" ", request.getScopes()));
    request
        .getAdditionalParameters()
        .forEach((name, value) -> {
          if (KEPT.contains(name) && value instanceof String text) {
            texts.put(name, text);
          }
        });
    // An application that pushes its request may prove the key at once (RFC 9449 §10.1).
    byte[] proven = Proofs.current();
    put(
        texts,
        Proofs.ANNOUNCED,
        proven == null ? texts.get(Proofs.ANNOUNCED) : Proofs.text(proven));
    return handover.seal(PURPOSE, json.writeValueAsString(texts), validFor);
  }

  /** What was sealed; null when it is too old or damaged. */
  @Nullable OAuth2AuthorizationRequest open(@Nullable String sealed) {
    if (sealed == null) {
      return null;
    }
    return handover
        .open(PURPOSE, sealed)
        .map(text -> json.readValue(text, TEXTS))
        .map(Requests::request)
        .orElse(null);
  }

  private static OAuth2AuthorizationRequest request(Map<String, String> texts) {
    Map<String, Object> more = new HashMap<>();
    texts.forEach((name, value) -> {
      if (KEPT.contains(name)) {
        more.put(name, value);
      }
    });
    String scope = texts.getOrDefault("scope", "");
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri(texts.getOrDefault("authorization_uri", ""))
        .clientId(texts.getOrDefault("client_id", ""))
        .redirectUri(texts.get("redirect_uri"))
        .scopes(Set.copyOf(scope.isEmpty() ? List.of() : List.of(scope.split(" ", -1))))
        .state(texts.get("state"))
        .additionalParameters(more)
        .build();
  }

  private static void put(Map<String, String> texts, String name, @Nullable String value) {
    if (value != null) {
      texts.put(name, value);
    }
  }
}

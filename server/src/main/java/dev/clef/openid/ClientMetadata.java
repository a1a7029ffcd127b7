package dev.clef.openid;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a client as its registration says it (RFC 7591 §2), made into what an operator
 * would have asked for. What is not known is passed over. Whoever registers by an invitation gets
 * an application people sign in to and are asked by, never a service, which could ask about the
 * tokens of others.
 */
final class ClientMetadata {

  /** What is wrong with it, in the words of RFC 7591 §3.2.2. */
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    Refused() {
      super("invalid_client_metadata", null, false, false);
    }
  }

  private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final List<String> SCOPES = List.of("openid", "profile", "email");
  private static final Set<String> GRANTS = Set.of("authorization_code", "refresh_token", DEVICE);

  private final Map<String, Object> given;

  private ClientMetadata(Map<String, Object> given) {
    this.given = given;
  }

  /**
   * The client that is wanted.
   *
   * @param pkceOptional whether one that proves who it is may leave out PKCE
   */
  static NewClient read(Map<String, Object> given, boolean pkceOptional) throws Refused {
    return new ClientMetadata(given).read(pkceOptional);
  }

  private NewClient read(boolean pkceOptional) throws Refused {
    List<String> grants = texts("grant_types", List.of("authorization_code"));
    String method = text("token_endpoint_auth_method", "client_secret_basic");
    String type = text("application_type", "web");
    boolean known =
        GRANTS.containsAll(grants)
            && texts("response_types", List.of("code")).equals(List.of("code"))
            && text("subject_type", "pairwise").equals("pairwise")
            && Set.of("web", "native").contains(type);
    boolean signs = method.equals("private_key_jwt");
    // One of the two, not both (RFC 7591 §2).
    boolean keys = given.containsKey("jwks") != given.containsKey("jwks_uri");
    boolean both = given.containsKey("jwks") && given.containsKey("jwks_uri");
    if (!known || both || signs != keys) {
      throw new Refused();
    }
    ClientKind kind = kind(grants.contains(DEVICE), method, type);
    return new NewClient(
        text("client_name", ""),
        kind.code(),
        texts("redirect_uris", List.of()),
        texts("post_logout_redirect_uris", List.of()),
        scopes(),
        true,
        given.containsKey("jwks") ? object("jwks") : null,
        optional("jwks_uri"),
        optional("sector_identifier_uri"),
        truth("dpop_bound_access_tokens"),
        optional("backchannel_logout_uri"),
        optional("id_token_signed_response_alg"),
        optional("userinfo_signed_response_alg"),
        pkceOptional && kind == ClientKind.WEB,
        truth("require_pushed_authorization_requests"));
  }

  private static ClientKind kind(boolean device, String method, String type) throws Refused {
    boolean isPublic = method.equals("none");
    if (device && !isPublic) {
      throw new Refused();
    }
    if (device) {
      return ClientKind.DEVICE;
    }
    if (isPublic) {
      return type.equals("native") ? ClientKind.NATIVE : ClientKind.SPA;
    }
    if (!Set.of("client_secret_basic", "client_secret_post", "private_key_jwt").contains(method)) {
      throw new Refused();
    }
    return ClientKind.WEB;
  }

  /** Those about people alone: what others mean is between the operator and their own services. */
  private List<String> scopes() throws Refused {
    List<String> wanted =
        Arrays.stream(text("scope", String.join(" ", SCOPES)).split(" +", -1))
            .filter(one -> !one.equals(Offline.ACCESS))
            .toList();
    if (wanted.isEmpty() || !SCOPES.containsAll(wanted)) {
      throw new Refused();
    }
    return wanted;
  }

  private @Nullable String optional(String name) throws Refused {
    return given.containsKey(name) ? text(name, "") : null;
  }

  private String text(String name, String usual) throws Refused {
    Object value = given.getOrDefault(name, usual);
    if (!(value instanceof String text)) {
      throw new Refused();
    }
    return text;
  }

  private boolean truth(String name) throws Refused {
    Object value = given.getOrDefault(name, false);
    if (!(value instanceof Boolean truth)) {
      throw new Refused();
    }
    return truth;
  }

  private List<String> texts(String name, List<String> usual) throws Refused {
    Object value = given.getOrDefault(name, usual);
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new Refused();
    }
    return list.stream().map(String.class::cast).toList();
  }

  private Map<String, Object> object(String name) throws Refused {
    if (!(given.get(name) instanceof Map<?, ?> map)) {
      throw new Refused();
    }
    Map<String, Object> members = new HashMap<>();
    map.forEach((key, value) -> members.put(String.valueOf(key), value));
    return members;
  }

  /** What was registered, in the same words (RFC 7591 §3.2.1). */
  static void write(Client client, boolean secret, Map<String, Object> answer) {
    answer.put("client_name", client.name());
    if (client.kind().hasAddress()) {
      answer.put("redirect_uris", client.redirectUris());
    }
    if (!client.logoutUris().isEmpty()) {
      answer.put("post_logout_redirect_uris", client.logoutUris());
    }
    boolean device = client.kind() == ClientKind.DEVICE;
    answer.put("grant_types", List.of(device ? DEVICE : "authorization_code", "refresh_token"));
    answer.put("response_types", device ? List.of() : List.of("code"));
    answer.put(
        "token_endpoint_auth_method",
        secret ? "client_secret_basic" : client.signs() ? "private_key_jwt" : "none");
    answer.put("application_type", client.kind() == ClientKind.NATIVE ? "native" : "web");
    answer.put("scope", String.join(" ", client.scopes()));
    answer.put("subject_type", "pairwise");
    answer.put("id_token_signed_response_alg", client.idTokenSignedResponseAlg());
    answer.put("dpop_bound_access_tokens", client.dpopBound());
    answer.put("require_pushed_authorization_requests", client.parRequired());
    putKnown(answer, "jwks", client.jwks());
    putKnown(answer, "jwks_uri", client.jwksUri());
    putKnown(answer, "sector_identifier_uri", client.sectorIdentifierUri());
    putKnown(answer, "userinfo_signed_response_alg", client.userinfoSignedResponseAlg());
    putKnown(answer, "backchannel_logout_uri", client.backchannelLogoutUri());
  }

  private static void putKnown(Map<String, Object> answer, String name, @Nullable Object value) {
    if (value != null) {
      answer.put(name, value);
    }
  }
}

package dev.clef.openid;

import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the provider can do (OpenID Connect Discovery §3, RFC 8414 §2). Spring answers at the
 * address of RFC 8414 itself and would name ways to authenticate a client that are not open here:
 * it is given this document to say.
 */
@RestController
class DiscoveryController {

  private static final List<String> PROOFS =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
  private static final List<String> ALSO_WITHOUT =
      List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
  private static final List<String> SIGNED = List.of("ES256", "EdDSA", "PS256", "RS256");

  private final Issuer issuer;

  DiscoveryController(Issuer issuer) {
    this.issuer = issuer;
  }

  /** The document. */
  @Described("What the OpenID provider can do, and where it is reached.")
  @GetMapping({Endpoints.DISCOVERY, Endpoints.METADATA})
  Map<String, Object> document(HttpServletRequest request) {
    return document(issuer.of(request));
  }

  /** The document of the provider of this name. */
  static Map<String, Object> document(String base) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", base);
    document.put("authorization_endpoint", base + Endpoints.AUTHORIZE);
    document.put("pushed_authorization_request_endpoint", base + Endpoints.PUSHED);
    document.put("device_authorization_endpoint", base + Endpoints.DEVICE);
    document.put("token_endpoint", base + Endpoints.TOKEN);
    document.put("jwks_uri", base + Endpoints.JWKS);
    document.put("userinfo_endpoint", base + Endpoints.USER_INFO);
    document.put("introspection_endpoint", base + Endpoints.INTROSPECT);
    document.put("revocation_endpoint", base + Endpoints.REVOKE);
    document.put("end_session_endpoint", base + Endpoints.LOGOUT);
    document.put("registration_endpoint", base + Endpoints.REGISTER);
    document.put("backchannel_logout_supported", true);
    document.put("backchannel_logout_session_supported", true);
    document.put("scopes_supported", List.of("openid", "profile", "email"));
    document.put("response_types_supported", List.of("code"));
    document.put("response_modes_supported", List.of("query"));
    document.put(
        "grant_types_supported",
        List.of(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("subject_types_supported", List.of("pairwise"));
    document.put("id_token_signing_alg_values_supported", ProviderKeys.ALGORITHMS);
    document.put("userinfo_signing_alg_values_supported", ProviderKeys.ALGORITHMS);
    document.put("token_endpoint_auth_methods_supported", ALSO_WITHOUT);
    document.put("revocation_endpoint_auth_methods_supported", ALSO_WITHOUT);
    document.put("introspection_endpoint_auth_methods_supported", PROOFS);
    for (String endpoint : List.of("token", "revocation", "introspection")) {
      document.put(endpoint + "_endpoint_auth_signing_alg_values_supported", SIGNED);
    }
    document.put("dpop_signing_alg_values_supported", Proofs.NAMES);
    document.put("authorization_response_iss_parameter_supported", true);
    document.put("request_parameter_supported", false);
    document.put("request_uri_parameter_supported", false);
    document.put("claims_parameter_supported", false);
    document.put("acr_values_supported", Acr.VALUES);
    document.put("prompt_values_supported", List.of("none", "login", "consent"));
    document.put(
        "claims_supported",
        List.of(
            "sub",
            "auth_time",
            "acr",
            "amr",
            "sid",
            "preferred_username",
            "given_name",
            "family_name",
            "name",
            "locale",
            "email",
            "email_verified"));
    return document;
  }
}

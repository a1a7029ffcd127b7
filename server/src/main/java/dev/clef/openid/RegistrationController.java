package dev.clef.openid;

import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where applications are registered by whoever was invited to (RFC 7591 §3). */
@RestController
class RegistrationController {

  /** The name of the limit on registrations, by network. */
  static final String LIMIT = "openid-register";

  private static final String BEARER = "Bearer ";
  private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

  private final Invitations invitations;
  private final JsonMapper json;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  RegistrationController(
      Invitations invitations, JsonMapper json, RateLimits limits, ClientAddresses addresses) {
    this.invitations = invitations;
    this.json = json;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Registers one. */
  @Described(
      value =
          "Register an application (RFC 7591), with a token the operator gave out. The answer is the"
              + " only place its secret is ever shown.",
      problems = {"invalid_token", "invalid_client_metadata", "invalid_redirect_uri"})
  @PostMapping(Endpoints.REGISTER)
  ResponseEntity<Map<String, Object>> register(HttpServletRequest request) throws IOException {
    limits.require(LIMIT, addresses.of(request).network());
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return unknown("Bearer", Map.of());
    }
    String token = header.substring(BEARER.length()).strip();
    Optional<Boolean> pkceOptional = invitations.pkceOptional(token);
    if (pkceOptional.isEmpty()) {
      return notInvited();
    }
    try {
      NewClient wanted = ClientMetadata.read(metadata(request), pkceOptional.get());
      return invitations
          .register(token, wanted)
          .map(RegistrationController::made)
          .orElseGet(RegistrationController::notInvited);
    } catch (ClientMetadata.Refused e) {
      return refused("invalid_client_metadata");
    } catch (Problem problem) {
      if (problem.fields().isEmpty()) {
        throw problem; // nothing is wrong with it, but nobody could ask for its list now
      }
      boolean address =
          problem.fields().stream().anyMatch(field -> field.name().startsWith("redirect_uris"));
      return refused(address ? "invalid_redirect_uri" : "invalid_client_metadata");
    }
  }

  private Map<String, Object> metadata(HttpServletRequest request)
      throws IOException, ClientMetadata.Refused {
    try {
      return Optional.ofNullable(json.readValue(request.getInputStream().readAllBytes(), METADATA))
          .orElseThrow(ClientMetadata.Refused::new);
    } catch (JacksonException e) {
      throw new ClientMetadata.Refused();
    }
  }

  private static ResponseEntity<Map<String, Object>> made(Clients.Made made) {
    Client client = made.client();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("client_id", client.clientId());
    answer.put("client_id_issued_at", client.createdAt().getEpochSecond());
    String secret = made.secret();
    if (secret != null) {
      answer.put("client_secret", secret);
      answer.put("client_secret_expires_at", 0);
    }
    ClientMetadata.write(client, secret != null, answer);
    return ResponseEntity.status(HttpStatus.CREATED)
        .cacheControl(CacheControl.noStore())
        .body(answer);
  }

  private static ResponseEntity<Map<String, Object>> notInvited() {
    return unknown("Bearer error=\"invalid_token\"", Map.of("error", "invalid_token"));
  }

  private static ResponseEntity<Map<String, Object>> unknown(
      String challenge, Map<String, Object> body) {
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
        .cacheControl(CacheControl.noStore())
        .body(body);
  }

  private static ResponseEntity<Map<String, Object>> refused(String error) {
    return ResponseEntity.badRequest()
        .cacheControl(CacheControl.noStore())
        .body(Map.of("error", error));
  }
}

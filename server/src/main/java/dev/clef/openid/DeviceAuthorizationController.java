package dev.clef.openid;

import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where a device begins (RFC 8628 §3.1): it keeps no secret, and says its identifier alone. */
@RestController
class DeviceAuthorizationController {

  /** The name of the limit on requests of devices, by network. */
  static final String LIMIT = "openid-device";

  private final DeviceRequests requests;
  private final Clients clients;
  private final Issuer issuer;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  DeviceAuthorizationController(
      DeviceRequests requests,
      Clients clients,
      Issuer issuer,
      RateLimits limits,
      ClientAddresses addresses) {
    this.requests = requests;
    this.clients = clients;
    this.issuer = issuer;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Makes both codes. */
  @Described(
      value = "A device asks to be signed in: the code to show, and the code to ask with.",
      problems = {"invalid_request", "invalid_client", "unauthorized_client", "invalid_scope"})
  @PostMapping(Endpoints.DEVICE)
  ResponseEntity<Map<String, Object>> start(HttpServletRequest request) {
    limits.require(LIMIT, addresses.of(request).network());
    if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
      return refused(HttpStatus.UNAUTHORIZED, "invalid_client");
    }
    String clientId = one(request, "client_id");
    String scope = one(request, "scope");
    if (clientId == null || clientId.isEmpty() || scope == null) {
      return refused(HttpStatus.BAD_REQUEST, "invalid_request");
    }
    Client client = clients.find(clientId).orElse(null);
    if (client == null) {
      return refused(HttpStatus.UNAUTHORIZED, "invalid_client");
    }
    if (client.kind() != ClientKind.DEVICE) {
      return refused(HttpStatus.BAD_REQUEST, "unauthorized_client");
    }
    List<String> scopes =
        Arrays.stream(scope.split(" ", -1))
            .filter(one -> !one.isEmpty() && !one.equals(Offline.ACCESS))
            .distinct()
            .toList();
    if (scopes.isEmpty() || !client.scopes().containsAll(scopes)) {
      return refused(HttpStatus.BAD_REQUEST, "invalid_scope");
    }
    DeviceRequests.Started started = requests.start(client, scopes);
    String page = issuer.of(request) + Endpoints.DEVICE_PAGE;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("device_code", started.deviceCode());
    answer.put("user_code", started.userCode());
    answer.put("verification_uri", page);
    answer.put("verification_uri_complete", page + "?user_code=" + started.userCode());
    answer.put("expires_in", DeviceRequests.GOOD_FOR.toSeconds());
    answer.put("interval", DeviceRequests.WAIT.toSeconds());
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
  }

  /** A parameter that is said once; empty when it is not said, null when it is said twice. */
  private static @Nullable String one(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return "";
    }
    return values.length == 1 ? values[0] : null;
  }

  private static ResponseEntity<Map<String, Object>> refused(HttpStatus status, String error) {
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .body(Map.of("error", error));
  }
}

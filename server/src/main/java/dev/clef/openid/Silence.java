package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * Whether nobody is to be asked anything (OpenID Connect Core §3.1.2.1): the address says so, or
 * the request that was pushed before. Thread-safe.
 */
final class Silence {

  private static final String PUSHED = "urn:ietf:params:oauth:request_uri:";
  private static final String NONE = "none";

  private final Families families;
  private final Requests requests;

  Silence(Families families, Requests requests) {
    this.families = families;
    this.requests = requests;
  }

  boolean isWanted(HttpServletRequest request) {
    return Endpoints.isForBrowsers(request)
        && (NONE.equals(request.getParameter("prompt")) || isWantedByPushed(request));
  }

  private boolean isWantedByPushed(HttpServletRequest request) {
    String uri = request.getParameter("request_uri");
    if (uri == null || !uri.startsWith(PUSHED)) {
      return false;
    }
    OAuth2AuthorizationRequest pushed =
        families
            .byHandle(uri.substring(PUSHED.length()))
            .filter(family -> family.clientId().equals(request.getParameter("client_id")))
            .flatMap(family -> Optional.ofNullable(requests.open(family.request())))
            .orElse(null);
    return pushed != null && NONE.equals(pushed.getAdditionalParameters().get("prompt"));
  }
}

package dev.clef.openid;

import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** The address of OpenID Connect Core §5.3, opened by an access token (RFC 6750). */
@RestController
class UserInfoController {

  private static final String BEARER = "Bearer ";

  private final Families families;
  private final UserInfo info;

  UserInfoController(Families families, UserInfo info) {
    this.families = families;
    this.info = info;
  }

  /** What the holder of an access token may know about who granted it. */
  @Described(
      value = "What an application was allowed to know about who signed in to it. Access token.",
      problems = {"invalid_token", "insufficient_scope"})
  @RequestMapping(
      path = Endpoints.USER_INFO,
      method = {RequestMethod.GET, RequestMethod.POST})
  ResponseEntity<Map<String, Object>> of(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return refused(HttpStatus.UNAUTHORIZED, ""); // RFC 6750 §3.1: no code without a token
    }
    Optional<Families.Grant> grant = families.grant(header.substring(BEARER.length()).strip());
    if (grant.isEmpty()) {
      return refused(HttpStatus.UNAUTHORIZED, "invalid_token");
    }
    if (!grant.get().scopes().contains("openid")) {
      return refused(HttpStatus.FORBIDDEN, "insufficient_scope");
    }
    return ResponseEntity.ok(info.of(grant.get()));
  }

  private static ResponseEntity<Map<String, Object>> refused(HttpStatus status, String error) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(status)
            .header(
                HttpHeaders.WWW_AUTHENTICATE,
                error.isEmpty() ? "Bearer" : "Bearer error=\"" + error + "\"");
    return error.isEmpty() ? answer.build() : answer.body(Map.of("error", error));
  }
}

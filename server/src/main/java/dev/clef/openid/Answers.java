package dev.clef.openid;

import dev.clef.identity.SessionCookie;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Answers to authorization requests: sent to the address of the application, with the name of the
 * provider, so that an application of several cannot mix them up (RFC 9207); or, where no address
 * can be trusted, told to the person. Thread-safe.
 */
final class Answers {

  private final Issuer issuer;
  private final FreshSignIn fresh;
  private final ProblemWriter writer;

  Answers(Issuer issuer, FreshSignIn fresh, ProblemWriter writer) {
    this.issuer = issuer;
    this.fresh = fresh;
    this.writer = writer;
  }

  void granted(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication) {
    OAuth2AuthorizationCodeRequestAuthenticationToken granted =
        (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
    String redirectUri = granted.getRedirectUri();
    if (redirectUri == null || granted.getAuthorizationCode() == null) {
      throw new IllegalStateException("a grant has a code and an address");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("code", granted.getAuthorizationCode().getTokenValue());
    redirect(response, address(redirectUri, parameters, granted.getState(), issuer.of(request)));
  }

  void refused(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (!(failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException refused)) {
      writer.write(request, response, Problem.of(OpenidProblem.INVALID_REQUEST));
      return;
    }
    OAuth2AuthorizationCodeRequestAuthenticationToken asked =
        refused.getAuthorizationCodeRequestAuthentication();
    OAuth2Error error = refused.getError();
    if (error.getErrorCode().equals(RequestRules.SIGN_IN_AGAIN)) {
      fresh.ask(request);
      writer.write(request, response, Problem.of(CommonProblem.NOT_SIGNED_IN));
      return;
    }
    if (asked == null || asked.getRedirectUri() == null) {
      boolean unknown =
          error.getErrorCode().equals(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT)
              || (asked != null && error.toString().contains("client_id"));
      writer.write(
          request,
          response,
          Problem.of(unknown ? OpenidProblem.INVALID_CLIENT : OpenidProblem.INVALID_REQUEST));
      return;
    }
    if (error.getErrorCode().equals(RequestRules.LOGIN_REQUIRED) && mayBeSignedIn(request)) {
      writer.write(request, response, Problem.of(CommonProblem.NOT_SIGNED_IN));
      return;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("error", error.getErrorCode());
    redirect(
        response,
        address(asked.getRedirectUri(), parameters, asked.getState(), issuer.of(request)));
  }

  /**
   * Whether nobody can tell yet: the cookie of a session does not come along when another site
   * sends somebody here, and does when the same is asked again from here. Within a page of another
   * site it never comes.
   */
  private static boolean mayBeSignedIn(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return request.getMethod().equals("GET")
        && !SessionCookie.isIn(request)
        && ("cross-site".equals(site) || "same-site".equals(site))
        && "document".equals(request.getHeader("Sec-Fetch-Dest"));
  }

  static String address(
      String redirectUri, Map<String, String> parameters, @Nullable String state, String issuer) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    if (state != null) {
      all.put("state", state);
    }
    all.put("iss", issuer);
    return with(redirectUri, all);
  }

  /** An address with more parameters. */
  static String with(String address, Map<String, String> parameters) {
    UriComponentsBuilder builder = UriComponentsBuilder.fromUriString(address);
    parameters.forEach((name, value) -> builder.queryParam(name, encoded(value)));
    // Every part is encoded: nothing of the request is read as a further parameter.
    return builder.build(true).toUriString();
  }

  static String encoded(String value) {
    return UriUtils.encode(value, StandardCharsets.UTF_8);
  }

  private static void redirect(HttpServletResponse response, String to) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, to);
  }
}

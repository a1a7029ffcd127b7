package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.web.util.UriUtils;

/**
 * A request that proves to be of one client in its header and names another one in its form is
 * refused: whoever wrote a log or a rule by one of the names would have been told the wrong one. It
 * converts nothing.
 */
final class OneClient implements AuthenticationConverter {

  private static final String BASIC = "Basic ";

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String[] named = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (named != null
        && header != null
        && header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        && !Set.of(proven(header.substring(BASIC.length()).strip())).containsAll(List.of(named))) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
    return null;
  }

  /** Whom a header says to be; empty without one. */
  static Optional<String> ofHeader(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? Optional.of(proven(header.substring(BASIC.length()).strip()))
        : Optional.empty();
  }

  /** The client of a header; empty when it cannot be read, which is refused later anyway. */
  private static String proven(String credentials) {
    try {
      String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      return UriUtils.decode(text.split(":", 2)[0], StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}

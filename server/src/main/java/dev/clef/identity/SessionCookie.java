package dev.clef.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * The cookie of a session. The {@code __Host-} prefix lets browsers take it from this host over TLS
 * alone (RFC 6265bis §4.1.3.2); it is out of reach of scripts and not sent along by other sites.
 */
final class SessionCookie {

  static final String NAME = "__Host-clef";

  private SessionCookie() {}

  static String set(Sessions.Opened session) {
    return cookie(session.token(), session.maxAge());
  }

  static String clear() {
    return cookie("", Duration.ZERO);
  }

  private static String cookie(String value, Duration maxAge) {
    return ResponseCookie.from(NAME, value)
        .secure(true)
        .httpOnly(true)
        .sameSite("Strict")
        .path("/")
        .maxAge(maxAge)
        .build()
        .toString();
  }

  static Optional<String> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    return Arrays.stream(cookies)
        .filter(cookie -> cookie.getName().equals(NAME))
        .map(Cookie::getValue)
        .findFirst();
  }
}

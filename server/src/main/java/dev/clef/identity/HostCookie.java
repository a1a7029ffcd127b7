package dev.clef.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that carries a session. The {@code __Host-} prefix lets browsers take it from this host
 * over TLS alone (RFC 6265bis §4.1.3.2); it is out of reach of scripts and not sent along by other
 * sites.
 *
 * @param name begins with {@code __Host-}
 */
public record HostCookie(String name) {

  public HostCookie {
    if (!name.startsWith("__Host-")) {
      throw new IllegalArgumentException("a cookie of this host is called __Host-…");
    }
  }

  /** The value of a Set-Cookie header that sets it. */
  public String set(String value, Duration maxAge) {
    return ResponseCookie.from(name, value)
        .secure(true)
        .httpOnly(true)
        .sameSite("Strict")
        .path("/")
        .maxAge(maxAge)
        .build()
        .toString();
  }

  /** The value of a Set-Cookie header that removes it. */
  public String clear() {
    return set("", Duration.ZERO);
  }

  /** What the request carries in it. */
  public Optional<String> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    return Arrays.stream(cookies)
        .filter(cookie -> cookie.getName().equals(name))
        .map(Cookie::getValue)
        .findFirst();
  }
}

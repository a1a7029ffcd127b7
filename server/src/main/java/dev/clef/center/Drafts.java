package dev.clef.center;

import dev.clef.keys.Handover;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * What was typed into the form of a correction when the session had ended: it waits, sealed, in a
 * cookie of that form until somebody has signed in in the same browser. The server keeps nothing.
 * Thread-safe.
 */
final class Drafts {

  /** Where the forms of corrections are; the name of the field follows. */
  static final String CHANGE = "/privacy/change/";

  private static final String COOKIE = "__Secure-clef-draft";
  private static final String PURPOSE = "draft";
  private static final Duration VALID = Duration.ofMinutes(10);

  /** Browsers keep no longer cookies (RFC 6265 §6.1). */
  private static final int MAX_LENGTH = 4000;

  private final Handover handover;

  Drafts(Handover handover) {
    this.handover = handover;
  }

  /** Keeps what was typed into the form at {@code path}; false for what is too long for it. */
  boolean keep(String path, Form form, HttpServletResponse response) {
    String typed = form.get(path.substring(CHANGE.length()));
    String sealed = handover.seal(PURPOSE, path + "\0" + typed, VALID);
    if (sealed.length() > MAX_LENGTH) {
      return false;
    }
    set(path, sealed, VALID, response);
    return true;
  }

  /** What was kept for the form of this request, once. */
  Optional<String> take(HttpServletRequest request, HttpServletResponse response) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    String path = request.getRequestURI();
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(COOKIE)) {
        set(path, "", Duration.ZERO, response);
        return handover
            .open(PURPOSE, cookie.getValue())
            .filter(draft -> draft.startsWith(path + "\0"))
            .map(draft -> draft.substring(path.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static void set(
      String path, String value, Duration maxAge, HttpServletResponse response) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(COOKIE, value)
            .secure(true)
            .httpOnly(true)
            .sameSite("Strict")
            .path(path)
            .maxAge(maxAge)
            .build()
            .toString());
  }
}

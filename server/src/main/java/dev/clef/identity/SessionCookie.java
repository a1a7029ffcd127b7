package dev.clef.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The cookie of a listener's session. */
public final class SessionCookie {

  private static final HostCookie COOKIE = new HostCookie("__Host-clef");

  private SessionCookie() {}

  public static String set(Sessions.Opened session) {
    return COOKIE.set(session.token(), session.maxAge());
  }

  public static String clear() {
    return COOKIE.clear();
  }

  /** Whether the request came with a session, be it a good one or an old one. */
  public static boolean isIn(HttpServletRequest request) {
    return read(request).isPresent();
  }

  static Optional<String> read(HttpServletRequest request) {
    return COOKIE.read(request);
  }
}

package dev.clef.identity;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The addresses where a session of staff counts and one of a listener does not; elsewhere it is the
 * other way round. A browser may hold both cookies. Who may enter is decided by roles; this only
 * says whose cookie is looked at.
 */
public final class StaffArea {

  private StaffArea() {}

  public static boolean includes(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.equals("/staff") || path.startsWith("/staff/") || path.startsWith("/api/v1/staff/");
  }
}

package dev.clef.platform.web.pages;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Set;

/**
 * The time zone of whoever reads a page: what the browser's script put into a cookie when a form
 * was sent, else UTC. The cookie says nothing else.
 */
public final class TimeZones {

  /** Written by {@code clef.js}. */
  private static final String COOKIE = "__Host-clef-zone";

  private static final Set<String> KNOWN = ZoneId.getAvailableZoneIds();

  private TimeZones() {}

  /** The zone of this request. */
  public static ZoneId of(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(COOKIE) && KNOWN.contains(cookie.getValue())) {
          return ZoneId.of(cookie.getValue());
        }
      }
    }
    return ZoneOffset.UTC;
  }

  /** A zone as people call it. */
  public static String name(ZoneId zone, Locale language) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getDisplayName(TextStyle.FULL, language);
  }
}

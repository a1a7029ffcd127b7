package dev.clef.platform.web.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Locale;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * For whom a page is written.
 *
 * @param language what it speaks
 * @param zone whose times it shows
 */
public record Reader(Locale language, ZoneId zone) {

  /** Whoever sent this request. */
  public static Reader of(HttpServletRequest request) {
    return new Reader(RequestContextUtils.getLocale(request), TimeZones.of(request));
  }
}

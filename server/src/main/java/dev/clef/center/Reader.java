package dev.clef.center;

import dev.clef.platform.web.pages.TimeZones;
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
record Reader(Locale language, ZoneId zone) {

  static Reader of(HttpServletRequest request) {
    return new Reader(RequestContextUtils.getLocale(request), TimeZones.of(request));
  }
}

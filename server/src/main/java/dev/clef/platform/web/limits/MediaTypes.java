package dev.clef.platform.web.limits;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the Content-Type of a body. The only parameter accepted is a charset of UTF-8. */
final class MediaTypes {

  private static final Pattern CHARSET = Pattern.compile("charset=\"?utf-?8\"?");

  private MediaTypes() {}

  static boolean isOneOf(@Nullable String contentType, Set<String> mediaTypes) {
    if (contentType == null) {
      return false;
    }
    String normal = contentType.toLowerCase(Locale.ROOT);
    int semicolon = normal.indexOf(';');
    if (semicolon < 0) {
      return mediaTypes.contains(normal.strip());
    }
    return mediaTypes.contains(normal.substring(0, semicolon).strip())
        && CHARSET.matcher(normal.substring(semicolon + 1).strip()).matches();
  }
}

package dev.clef.openid;

import java.net.URI;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address a proof of possession was made for. The same one may be written in several ways, and
 * is compared in a single one (RFC 9449 §4.3, by RFC 3986 §6.2.2 and §6.2.3).
 */
final class Htu {

  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
  private static final int HEX = 16;
  private static final int HTTPS_PORT = 443;

  private Htu() {}

  /**
   * The one way to write it.
   *
   * @throws IllegalArgumentException for what is no address with a host
   */
  static String normal(String address) {
    URI uri = URI.create(ENCODED.matcher(address).replaceAll(Htu::decoded)).normalize();
    String scheme = lower(uri.getScheme());
    String host = lower(uri.getHost());
    if (scheme.isEmpty() || host.isEmpty() || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("no address");
    }
    boolean usual = uri.getPort() == -1 || (scheme.equals("https") && uri.getPort() == HTTPS_PORT);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return scheme + "://" + host + (usual ? "" : ":" + uri.getPort()) + path;
  }

  /** Letters that need no percent sign have none; the digits of others are in upper case. */
  private static String decoded(MatchResult one) {
    String letter = String.valueOf((char) Integer.parseInt(one.group(1), HEX));
    return Matcher.quoteReplacement(
        UNRESERVED.matcher(letter).matches() ? letter : one.group().toUpperCase(Locale.ROOT));
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}

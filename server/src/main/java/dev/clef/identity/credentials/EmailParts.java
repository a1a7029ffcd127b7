package dev.clef.identity.credentials;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the two sides of the at sign of an address may be. */
final class EmailParts {

  /** Marks and letters of any script beside the ASCII of RFC 5322: no control, no space. */
  private static final String ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{IsL}\\p{IsM}\\p{IsN}-]+";

  static final Pattern DOT_ATOM = Pattern.compile(ATEXT + "(?:\\." + ATEXT + ")*");
  static final Pattern DEVIATION = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private EmailParts() {}

  /** The domain as A-labels in lower case; null when it is no host name. */
  static @Nullable String domain(String unicode) {
    String ascii;
    try {
      ascii = IDN.toASCII(unicode, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
    String[] labels = ascii.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return null;
      }
    }
    boolean isAddressLiteral = labels[labels.length - 1].matches("[0-9]+");
    return isAddressLiteral || ascii.length() > 253 ? null : ascii;
  }
}

package dev.clef.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a letter goes: a dot-atom of RFC 5322 §3.2.3 with the letters of RFC 6531, and a host name.
 * Whatever ends a line, a header or a command of SMTP is not in it.
 *
 * @param value the local part as it was written, the domain as A-labels
 */
public record MailAddress(String value) {

  /** RFC 5321 §4.5.3.1.3, less the brackets. */
  private static final int MAXIMUM_OCTETS = 254;

  private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern SHAPE =
      Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")*");

  public MailAddress {
    if (value.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_OCTETS
        || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("not an address to send to");
    }
  }

  /** An address as it is kept; empty when nothing can be sent to it. */
  public static Optional<MailAddress> of(String kept) {
    try {
      int at = kept.lastIndexOf('@');
      return at < 1
          ? Optional.empty()
          : Optional.of(
              new MailAddress(
                  kept.substring(0, at)
                      + "@"
                      + IDN.toASCII(kept.substring(at + 1), IDN.USE_STD3_ASCII_RULES)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String domain() {
    return value.substring(value.lastIndexOf('@') + 1);
  }

  @Override
  public String toString() {
    return "MailAddress[<redacted>]";
  }
}

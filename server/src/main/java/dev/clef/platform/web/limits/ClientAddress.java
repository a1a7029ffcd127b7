package dev.clef.platform.web.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request came from. Personal data: it is not logged, and prints as nothing. */
public record ClientAddress(InetAddress address) {

  private static final int IPV6_SITE_BYTES = 8;

  /**
   * The key for rate limits: the address itself, or the /64 of an IPv6 address, within which one
   * household or one attacker has as many addresses as it likes.
   */
  public String network() {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      bytes = Arrays.copyOf(bytes, IPV6_SITE_BYTES);
    }
    return HexFormat.of().formatHex(bytes);
  }

  /** The address as text, for the one who has a right to see it. */
  public String text() {
    return address.getHostAddress();
  }

  @Override
  public String toString() {
    return "<redacted>";
  }
}

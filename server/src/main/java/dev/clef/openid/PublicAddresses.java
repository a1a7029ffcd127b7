package dev.clef.openid;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The addresses of the public network. To all others nobody from outside may have this server
 * speak: behind them are machines that trust whoever reaches them.
 */
final class PublicAddresses {

  private PublicAddresses() {}

  static boolean includes(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  /** Without the special ones of the IANA registry (RFC 6890). */
  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return switch (first) {
      case 0 -> false;
      case 100 -> (second & 0xc0) != 64; // shared by providers: 100.64.0.0/10
      case 192 -> !(second == 0 && (third == 0 || third == 2)) && !(second == 88 && third == 99);
      case 198 -> (second & 0xfe) != 18 && !(second == 51 && third == 100);
      case 203 -> !(second == 0 && third == 113);
      default -> first < 224;
    };
  }

  /** Global unicast alone, without what wraps an address of the other kind, and examples. */
  private static boolean isPublic6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    boolean wraps = first == 0x2002 || (first == 0x2001 && second < 0x200);
    boolean example = (first == 0x2001 && second == 0xdb8) || first == 0x3fff;
    return (first & 0xe000) == 0x2000 && !wraps && !example;
  }
}

package dev.clef.platform.web.limits;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** A block of addresses in CIDR notation (RFC 4632), such as {@code 10.0.0.0/8} or {@code ::1}. */
record Network(InetAddress address, int prefixBits) {

  private static final Pattern DOTTED = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  /**
   * @throws IllegalArgumentException when the text is no address or the prefix does not fit it
   */
  static Network parse(String cidr) {
    int slash = cidr.indexOf('/');
    InetAddress address = address(slash < 0 ? cidr : cidr.substring(0, slash));
    int size = address.getAddress().length * Byte.SIZE;
    int prefix = slash < 0 ? size : Integer.parseInt(cidr, slash + 1, cidr.length(), 10);
    if (prefix < 0 || prefix > size) {
      throw new IllegalArgumentException("prefix of " + cidr);
    }
    return new Network(address, prefix);
  }

  /**
   * An address as people write it. The JDK would also read {@code 10.1} and {@code 7}.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  static InetAddress address(String literal) {
    if (literal.indexOf(':') < 0 && !DOTTED.matcher(literal).matches()) {
      throw new IllegalArgumentException("not an address");
    }
    return InetAddress.ofLiteral(literal);
  }

  boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}

package dev.clef.demo;

import java.util.List;

/** What invented people sign in with, from addresses kept for documentation. */
final class Devices {

  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
          "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
          "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
          "Tonleiter/7.3 (Android 15; Kitchen speaker)",
          "Tonleiter/7.3 (iOS 18.5; phone)");

  /** TEST-NET-1 to -3 (RFC 5737). */
  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.", "203.0.113.");

  private Devices() {}

  /** What one of a person's devices calls itself; {@code device} counts from 0. */
  static String agent(Person person, int device) {
    return AGENTS.get((person.number() * 5 + device * 3) % AGENTS.size());
  }

  /** Where a person's device is, most of the time; every seventh network is IPv6 (RFC 3849). */
  static String address(Person person, int device) {
    int n = person.number();
    return (n + device) % 7 == 0
        ? "2001:db8:" + Integer.toHexString(0x100 + n) + "::" + (device + 1)
        : NETWORKS.get((n + device) % NETWORKS.size()) + (1 + (n * 7 + device * 31) % 254);
  }
}

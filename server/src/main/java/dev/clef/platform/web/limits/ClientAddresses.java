package dev.clef.platform.web.limits;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;

/**
 * Finds the address of the client. The peer of the connection, unless that is a proxy the operator
 * named: then the last entry of X-Forwarded-For that is not such a proxy. Entries further left are
 * the client's own words and are never believed.
 */
public final class ClientAddresses {

  private static final String HEADER = "X-Forwarded-For";
  private static final int MAX_HOPS = 16;

  private final List<Network> trusted;

  ClientAddresses(List<String> trustedProxies) {
    this.trusted = trustedProxies.stream().map(Network::parse).toList();
  }

  /** The client's address; the peer's when a trusted proxy sent something unreadable. */
  public ClientAddress of(HttpServletRequest request) {
    InetAddress nearest = InetAddress.ofLiteral(request.getRemoteAddr());
    if (trusted.isEmpty()) {
      return new ClientAddress(nearest);
    }
    String chain = String.join(",", Collections.list(request.getHeaders(HEADER)));
    List<String> hops = List.of(chain.split(",", -1)).reversed();
    for (String hop : hops.subList(0, Math.min(hops.size(), MAX_HOPS))) {
      if (!isTrusted(nearest) || hop.isBlank()) {
        break;
      }
      try {
        nearest = Network.address(hop.strip());
      } catch (IllegalArgumentException _) {
        break;
      }
    }
    return new ClientAddress(nearest);
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }
}

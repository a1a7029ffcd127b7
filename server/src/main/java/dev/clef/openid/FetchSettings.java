package dev.clef.openid;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where documents of applications are fetched from, beside the public network by its usual port.
 *
 * @param internalHosts hosts in private networks or on this machine that may be asked as well, such
 *     as {@code keys.internal.example} or, on another port than 443, {@code
 *     keys.internal.example:8443}; none by default
 * @param ports of the public network; 443 by default
 */
public record FetchSettings(
    @DefaultValue({}) List<String> internalHosts, @DefaultValue("443") List<Integer> ports) {

  private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");
  private static final int USUAL_PORT = 443;
  private static final int MAX_PORT = 65_535;

  public FetchSettings {
    internalHosts = List.copyOf(internalHosts);
    ports = List.copyOf(ports);
    for (String host : internalHosts) {
      String[] parts = host.split(":", 2);
      if (!HOST.matcher(parts[0]).matches() || (parts.length == 2 && !isPort(parts[1]))) {
        throw new IllegalArgumentException(
            "clef.openid.fetch.internal-hosts: names in lower case, with a port where it is not"
                + " 443, such as keys.internal.example:8443");
      }
    }
    if (!ports.stream().allMatch(port -> port > 0 && port <= MAX_PORT)) {
      throw new IllegalArgumentException("clef.openid.fetch.ports: between 1 and 65535");
    }
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= MAX_PORT;
  }

  /** Whether the operator named this host, in lower case, and this port. */
  boolean isInternal(String host, int port) {
    return internalHosts.contains(host + ":" + port)
        || (port == USUAL_PORT && internalHosts.contains(host));
  }
}

package dev.clef;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.core.env.Environment;

/** Where the started process can be reached from this machine. */
record Addresses(Environment environment) {

  /** Base of the pages and the API, for example {@code https://localhost:8443}. */
  String main() {
    boolean tls = environment.getProperty("clef.tls.enabled", boolean.class, true);
    return (tls ? "https://" : "http://")
        + host(environment.getProperty("server.address", "127.0.0.1"))
        + ":"
        + environment.getProperty("local.server.port", "8443");
  }

  /** Base of health and metrics; plain HTTP on loopback. */
  String management() {
    return "http://127.0.0.1:" + environment.getProperty("local.management.port", "8444");
  }

  /** Passkeys and the certificate are made for the name, so loopback is called by it. */
  private static String host(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address);
      boolean here = parsed.isLoopbackAddress() || parsed.isAnyLocalAddress();
      return here ? "localhost" : address.contains(":") ? "[" + address + "]" : address;
    } catch (UnknownHostException e) {
      return address; // Tomcat has listened on it, so it is right in a way we do not know
    }
  }
}

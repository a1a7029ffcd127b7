package dev.clef.openid;

import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of the provider, and the address its answers lead to. Never what a request calls this
 * server: whoever can have somebody's browser, or a cache, ask by another name would be named in
 * tokens. Thread-safe.
 */
public final class Issuer {

  /** HTTPS; without it only on this machine, where nobody listens on the way. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?"
              + "|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

  private final @Nullable String fixed;
  private final boolean local;
  private final boolean tls;

  private Issuer(@Nullable String fixed, boolean local, boolean tls) {
    this.fixed = fixed;
    this.local = local;
    this.tls = tls;
  }

  /**
   * Chooses the name: what is set; else the one origin our pages have besides this server's own;
   * else this machine, when nobody from elsewhere reaches it or all people are invented.
   *
   * @param set {@code clef.openid.issuer}
   * @param origins {@code clef.web.origins}
   * @param local whether applications can only be on this machine, or it does not matter
   * @param tls whether this server speaks TLS itself
   */
  static Issuer choose(@Nullable String set, Set<String> origins, boolean local, boolean tls) {
    if (set != null) {
      return new Issuer(set, local, tls);
    }
    String only = origins.size() == 1 ? origins.iterator().next() : "";
    return new Issuer(isOrigin(only) ? only : null, local, tls);
  }

  /** Whether it has a name; without one the provider answers nobody. */
  boolean isKnown() {
    return fixed != null || local;
  }

  /**
   * The name, for example {@code https://id.example.org}.
   *
   * @param request of which only the port of this machine is looked at where it arrived
   * @throws Problem {@code no_issuer}
   */
  public String of(HttpServletRequest request) {
    return at(request.getLocalPort());
  }

  /** Likewise where nobody asked; {@code port} is where this machine is reached. */
  String at(int port) {
    if (fixed != null) {
      return fixed;
    }
    if (!local) {
      throw Problem.of(OpenidProblem.NO_ISSUER);
    }
    String name = (tls ? "https" : "http") + "://localhost";
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** Whether it is the origin of a site: no path, because our pages have none before theirs. */
  static boolean isOrigin(String text) {
    return ORIGIN.matcher(text).matches();
  }
}

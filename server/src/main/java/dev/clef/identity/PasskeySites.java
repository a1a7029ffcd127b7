package dev.clef.identity;

import dev.clef.identity.credentials.PasskeySite;
import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The site passkeys are made for: what the settings say; else the one origin our pages have; else
 * this machine, when nobody from elsewhere reaches it or all people are invented. Never what a
 * request calls this server. Thread-safe.
 */
public final class PasskeySites {

  private static final String LOCAL = "localhost";

  private final @Nullable String rpId;
  private final Set<String> origins;
  private final boolean local;
  private final boolean tls;

  private PasskeySites(@Nullable String rpId, Set<String> origins, boolean local, boolean tls) {
    this.rpId = rpId;
    this.origins = Set.copyOf(origins);
    this.local = local;
    this.tls = tls;
  }

  /**
   * Chooses the site.
   *
   * @param set {@code clef.passkeys.rp-id}
   * @param origins {@code clef.web.origins}
   * @param local whether people can only be on this machine, or it does not matter
   * @param tls whether this server speaks TLS itself
   */
  static PasskeySites choose(
      @Nullable String set, Set<String> origins, boolean local, boolean tls) {
    String only = origins.size() == 1 ? URI.create(origins.iterator().next()).getHost() : null;
    return new PasskeySites(set != null ? set : only, origins, local, tls);
  }

  /**
   * The site a request was sent to.
   *
   * @param request of which only the port of this machine is looked at
   * @throws Problem {@code no_site}
   */
  public PasskeySite of(HttpServletRequest request) {
    return find(request).orElseThrow(() -> Problem.of(IdentityProblem.NO_SITE));
  }

  /** The host name keys are made for; empty when there is no site, and so no passkeys. */
  public Optional<String> rpId(HttpServletRequest request) {
    return find(request).map(PasskeySite::rpId);
  }

  private Optional<PasskeySite> find(HttpServletRequest request) {
    if (rpId != null && !origins.isEmpty()) {
      return Optional.of(new PasskeySite(rpId, origins));
    }
    if (!local) {
      return Optional.empty();
    }
    int port = request.getLocalPort();
    String origin = (tls ? "https" : "http") + "://" + LOCAL;
    return Optional.of(
        new PasskeySite(LOCAL, Set.of(port == (tls ? 443 : 80) ? origin : origin + ":" + port)));
  }
}

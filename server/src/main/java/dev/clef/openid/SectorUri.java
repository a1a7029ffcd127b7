package dev.clef.openid;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The list in which a host says which addresses belong together (OpenID Connect Registration §5):
 * applications on it call people the same. It is fetched once, when the application is added.
 */
final class SectorUri {

  private static final Logger LOG = LoggerFactory.getLogger(SectorUri.class);

  private final Fetch fetch;

  SectorUri(Fetch fetch) {
    this.fetch = fetch;
  }

  /**
   * The sector of an application with such a list: its host (OpenID Connect Core §8.1).
   *
   * @param redirects of the application: all HTTPS, since an address of the machine is on nobody's
   *     host, and who has it on a list vouches for whoever uses it
   * @return empty when the list is not there, or not all of them stand in it
   */
  Optional<String> sector(String uri, List<String> redirects) {
    if (redirects.isEmpty()
        || !fetch.mayAsk(uri)
        || !redirects.stream().allMatch(redirect -> redirect.startsWith("https://"))) {
      return Optional.empty();
    }
    try {
      JsonNode list = fetch.json(uri);
      List<String> listed =
          list.isArray()
              ? list.valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList()
              : List.of();
      return listed.containsAll(redirects)
          ? Optional.of(Fetch.host(URI.create(uri)))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("The list of a sector cannot be fetched: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether keys may be fetched from there. */
  boolean mayAsk(String uri) {
    return fetch.mayAsk(uri);
  }
}

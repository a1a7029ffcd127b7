package dev.clef.openid;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be an address to which answers are sent, and which of them is meant (RFC 9700 §2.1). */
final class RedirectUris {

  private static final int MAX_CHARS = 512;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");

  private RedirectUris() {}

  /**
   * Whether a client of this kind may register it: HTTPS, or HTTP to the machine itself; for native
   * applications also a scheme of their own, which names a domain they hold (RFC 8252 §7.1). What
   * an answer cannot be added to is none.
   */
  static boolean mayRegister(ClientKind kind, @Nullable String text) {
    URI uri = parse(text);
    if (uri == null || text == null || uri.getRawUserInfo() != null || !isAnswerable(text)) {
      return false;
    }
    String scheme = uri.getScheme();
    return switch (scheme) {
      case "https" -> uri.getHost() != null;
      case "http" -> isOnTheMachine(uri);
      default -> kind == ClientKind.NATIVE && scheme.contains(".");
    };
  }

  /**
   * Whether {@code asked} is one of those registered: the same characters. Only a native
   * application on the loopback interface may name another port, since it takes what is free (RFC
   * 8252 §7.3).
   */
  static boolean isRegistered(Client client, @Nullable String asked) {
    if (asked == null) {
      return false;
    }
    if (client.redirectUris().contains(asked)) {
      return true;
    }
    URI uri = parse(asked);
    if (client.kind() != ClientKind.NATIVE || uri == null || !isLoopbackAddress(uri)) {
      return false;
    }
    String withoutPort = withoutPort(uri, asked);
    return client.redirectUris().stream()
        .anyMatch(registered -> {
          URI known = parse(registered);
          return known != null
              && isLoopbackAddress(known)
              && withoutPort(known, registered).equals(withoutPort);
        });
  }

  /**
   * Who calls a person the same: the host of all addresses, or else the scheme of a native
   * application's own, with a colon, so that none is called like a host; an application that has
   * neither stands alone (OpenID Connect Core §8.1).
   *
   * @return empty when there are several hosts: then nobody can say
   */
  static Optional<String> sector(String clientId, List<String> uris) {
    List<URI> parsed = uris.stream().map(RedirectUris::parse).filter(Objects::nonNull).toList();
    Set<String> hosts =
        parsed.stream()
            .filter(uri -> uri.getScheme().equals("https"))
            .map(uri -> uri.getHost().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> names =
        hosts.isEmpty()
            ? parsed.stream()
                .map(URI::getScheme)
                .filter(scheme -> !scheme.equals("http"))
                .map(scheme -> scheme + ":")
                .collect(Collectors.toCollection(TreeSet::new))
            : hosts;
    return switch (names.size()) {
      case 0 -> Optional.of(clientId);
      case 1 -> Optional.of(names.iterator().next());
      default -> Optional.empty();
    };
  }

  /** The origin of an address, or its scheme: what a page's form may lead to. */
  static String source(String text) {
    URI uri = parse(text);
    if (uri == null) {
      return "'none'";
    }
    String scheme = uri.getScheme();
    return scheme.startsWith("http") ? scheme + "://" + uri.getRawAuthority() : scheme + ":";
  }

  /** Whether an answer leads to this address and to no other. */
  private static boolean isAnswerable(String text) {
    try {
      return Answers.with(text, Map.of("code", "x")).startsWith(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable URI parse(@Nullable String text) {
    if (text == null || text.length() > MAX_CHARS) {
      return null;
    }
    try {
      URI uri = new URI(text);
      boolean plain =
          uri.isAbsolute()
              && uri.getRawFragment() == null
              && uri.getScheme().equals(uri.getScheme().toLowerCase(Locale.ROOT))
              && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
      return plain && !text.contains("*") ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean isOnTheMachine(URI uri) {
    return isLoopbackAddress(uri) || "localhost".equals(uri.getHost());
  }

  private static boolean isLoopbackAddress(URI uri) {
    return uri.getScheme().equals("http")
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && LOOPBACK.contains(uri.getHost());
  }

  /** The characters of the address but for its port. */
  private static String withoutPort(URI uri, String text) {
    String authority = uri.getRawAuthority();
    return text.replaceFirst(Pattern.quote(authority), Matcher.quoteReplacement(uri.getHost()));
  }
}

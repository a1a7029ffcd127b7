package dev.clef.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request that changes something and was started by another site.
 *
 * <p>Why there is no token in a form: three independent things each stop a forged request, as the
 * OWASP sheet on cross-site request forgery describes them. The session cookie is {@code
 * SameSite=Strict}, so a foreign site cannot make the browser send it. Bodies must be JSON, which a
 * foreign form cannot send and a foreign script only after a preflight that nobody here answers;
 * the forms of our own pages are the exception and stand on the other two. And this filter reads
 * Fetch Metadata, which scripts cannot set: {@code same-origin} and {@code none} pass, {@code
 * same-site} does not (a neighbour on a sibling domain is another site).
 *
 * <p>A browser too old for Fetch Metadata sends {@code Origin} with every request that changes
 * something; it must be ours. A request with neither, and without a cookie, is no browser's: it
 * carries no authority of a bystander that could be abused. The same holds for a token in {@code
 * Authorization} without a cookie.
 */
final class CrossSiteFilter extends OncePerRequestFilter {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OUR_SITES = Set.of("same-origin", "none");

  private final Set<String> origins;
  private final Predicate<HttpServletRequest> guarded;
  private final ProblemWriter writer;

  /** Looks at the requests that are {@code guarded}. */
  CrossSiteFilter(
      Set<String> origins, Predicate<HttpServletRequest> guarded, ProblemWriter writer) {
    this.origins = Set.copyOf(origins);
    this.guarded = guarded;
    this.writer = writer;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (SAFE.contains(request.getMethod()) || !guarded.test(request) || isOurs(request)) {
      chain.doFilter(request, response);
    } else {
      writer.write(request, response, Problem.of(CommonProblem.CROSS_SITE));
    }
  }

  private boolean isOurs(HttpServletRequest request) {
    boolean cookies = request.getHeader(HttpHeaders.COOKIE) != null;
    if (!cookies && request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
      return true;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return OUR_SITES.contains(site);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null ? !cookies : isOurOrigin(origin, request);
  }

  private boolean isOurOrigin(String origin, HttpServletRequest request) {
    String normal = origin.toLowerCase(Locale.ROOT);
    return origins.contains(normal) || normal.equals(addressed(request));
  }

  /** The origin the browser spoke to: it sets Host itself. */
  private static @Nullable String addressed(HttpServletRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    String authority =
        host != null ? host : request.getServerName() + ":" + request.getServerPort();
    return (request.getScheme() + "://" + authority).toLowerCase(Locale.ROOT);
  }
}

package dev.clef.platform.web.limits;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemWriter;
import dev.clef.platform.web.WebSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Lets a body pass only in the types, the size and the time its address allows. Counts what
 * arrives, so a chunked body or a false Content-Length does not get by.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class BodyFilter extends OncePerRequestFilter {

  private record Allowed(PathPattern path, long limitBytes, Set<String> mediaTypes) {}

  private final List<Allowed> rules;
  private final Allowed ordinary;
  private final Duration timeout;
  private final Clock clock;
  private final ProblemWriter writer;

  BodyFilter(WebSettings settings, List<BodyRule> rules, Clock clock, ProblemWriter writer) {
    PathPatternParser parser = PathPatternParser.defaultInstance;
    this.rules =
        rules.stream()
            .map(rule ->
                new Allowed(
                    parser.parse(rule.pattern()), rule.limit().toBytes(), rule.mediaTypes()))
            .toList();
    this.ordinary =
        new Allowed(
            parser.parse("/**"), settings.bodyLimit().toBytes(), Set.of("application/json"));
    this.timeout = settings.bodyTimeout();
    this.clock = clock;
    this.writer = writer;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Allowed allowed = allowed(request.getRequestURI());
    if (hasBody(request) && !MediaTypes.isOneOf(request.getContentType(), allowed.mediaTypes())) {
      writer.write(request, response, Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE));
    } else if (request.getContentLengthLong() > allowed.limitBytes()) {
      writer.write(request, response, Problem.of(CommonProblem.BODY_TOO_LARGE));
    } else {
      chain.doFilter(new Bounded(request, allowed.limitBytes()), response);
    }
  }

  private Allowed allowed(String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return rules.stream().filter(rule -> rule.path().matches(parsed)).findFirst().orElse(ordinary);
  }

  /** HTTP/2 has neither header when the length is unknown, but then a type is given or refused. */
  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        || request.getContentType() != null;
  }

  private final class Bounded extends HttpServletRequestWrapper {

    private final long limitBytes;

    Bounded(HttpServletRequest request, long limitBytes) {
      super(request);
      this.limitBytes = limitBytes;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      Instant deadline = clock.instant().plus(timeout);
      return new BoundedStream(super.getInputStream(), limitBytes, deadline, clock);
    }

    /** Would read past the bound, and decode leniently. */
    @Override
    public BufferedReader getReader() {
      throw new UnsupportedOperationException("bodies are read as bytes");
    }
  }
}

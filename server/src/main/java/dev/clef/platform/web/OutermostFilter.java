package dev.clef.platform.web;

import dev.clef.platform.UuidV7;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Names the request, answers what any later filter threw, and has answers sent whole. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OutermostFilter extends OncePerRequestFilter {

  private static final String LOG_KEY = "request_id";

  private final UuidV7 ids;
  private final Problems problems;
  private final ProblemWriter writer;

  OutermostFilter(UuidV7 ids, Problems problems, ProblemWriter writer) {
    this.ids = ids;
    this.problems = problems;
    this.writer = writer;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String id = ids.next().toString();
    request.setAttribute(RequestId.ATTRIBUTE, id);
    response.setHeader(RequestId.HEADER, id);
    try (var _ = MDC.putCloseable(LOG_KEY, id)) {
      chain.doFilter(request, new WholeAnswer(response));
    } catch (ServletException | IOException | RuntimeException | StackOverflowError failure) {
      writer.write(request, response, problems.of(failure, id));
    }
  }
}

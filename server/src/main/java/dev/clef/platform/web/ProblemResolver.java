package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers whatever a controller, or the search for one, threw. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemResolver implements HandlerExceptionResolver {

  private final Problems problems;
  private final ProblemWriter writer;

  ProblemResolver(Problems problems, ProblemWriter writer) {
    this.problems = problems;
    this.writer = writer;
  }

  @Override
  public ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (failure instanceof ErrorResponse known) {
      // RFC 9110 §15.5.6: a 405 names the methods there are. The list is ours, not the client's.
      known
          .getHeaders()
          .getOrEmpty(HttpHeaders.ALLOW)
          .forEach(value -> response.addHeader(HttpHeaders.ALLOW, value));
    }
    try {
      writer.write(request, response, problems.of(failure, RequestId.of(request)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ModelAndView();
  }
}

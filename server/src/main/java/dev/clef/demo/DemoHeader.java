package dev.clef.demo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says in every answer that the people in it are invented. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DemoHeader extends OncePerRequestFilter {

  static final String NAME = "Clef-Demo";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(NAME, "invented-people");
    chain.doFilter(request, response);
  }
}

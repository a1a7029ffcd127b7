package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.springframework.boot.security.web.servlet.ApplicationContextRequestMatcher;
import org.springframework.web.context.WebApplicationContext;

/**
 * Matches what arrives at the management port. That port shares the filters of the main one;
 * without a chain of its own it would ask probes to sign in.
 */
final class ManagementPort extends ApplicationContextRequestMatcher<WebApplicationContext> {

  ManagementPort() {
    super(WebApplicationContext.class);
  }

  @Override
  protected boolean matches(HttpServletRequest request, Supplier<WebApplicationContext> context) {
    return hasServerNamespace(context.get(), "management");
  }

  /** Health and metrics, asked for on this machine. */
  static boolean isOpen(HttpServletRequest request) {
    String path = request.getRequestURI();
    boolean open =
        path.equals("/actuator/health")
            || path.startsWith("/actuator/health/")
            || path.equals("/actuator/prometheus");
    return open && InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
  }
}

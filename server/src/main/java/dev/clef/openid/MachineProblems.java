package dev.clef.openid;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.ProblemPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * What goes wrong with us, told to applications in their words: RFC 6749 has {@code
 * temporarily_unavailable} for a server that is busy or misses a database, and libraries look for
 * nothing else. Status and Retry-After stay.
 */
final class MachineProblems implements ProblemPage {

  @Override
  public boolean write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    if (!isOurs(problem) || !Endpoints.isOfProvider(request) || Endpoints.isForBrowsers(request)) {
      return false;
    }
    if (Endpoints.isCrossOrigin(request)) {
      // Refused before the chain: a script of an application must see when to come again.
      response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
      response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, HttpHeaders.RETRY_AFTER);
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response
        .getOutputStream()
        .write(
            ("{\"error\":\"" + OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE + "\"}")
                .getBytes(StandardCharsets.US_ASCII));
    return true;
  }

  private static boolean isOurs(Problem problem) {
    return problem.type() == CommonProblem.BUSY
        || problem.type().status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }
}

package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what fails before any filter of ours: a request line or a header Tomcat cannot parse, or
 * a bare {@code sendError}. Tomcat's own page would quote the input and name the version.
 *
 * <p>Public with a public constructor because Tomcat makes it by name.
 */
public final class QuietErrorValve extends ErrorReportValve {

  public QuietErrorValve() {
    setShowReport(false);
    setShowServerInfo(false);
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < HttpServletResponse.SC_BAD_REQUEST
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(ProblemWriter.MEDIA_TYPE);
    byte[] body = body(CommonProblem.ofStatus(status), RequestId.of(request));
    try {
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException _) {
      // The client is gone or half an answer is out: there is nobody to tell.
    }
  }

  /** Built from constants of ours only, so it needs no JSON writer. */
  private static byte[] body(CommonProblem problem, String requestId) {
    return """
    {"type":"urn:clef:problem:%s","title":"%s","status":%d,"code":"%s","request_id":"%s"}\
    """
        .formatted(problem.code(), problem.title(), problem.status(), problem.code(), requestId)
        .getBytes(StandardCharsets.UTF_8);
  }
}

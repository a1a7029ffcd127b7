package dev.clef.platform.web;

import dev.clef.platform.web.pages.ProblemPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a problem as {@code application/problem+json} (RFC 9457 §3), or as a page to who looks at
 * one. Safe for many threads.
 */
@Component
public final class ProblemWriter {

  /** The media type of every error. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private final JsonMapper json;
  private final ObjectProvider<ProblemPage> pages;

  ProblemWriter(JsonMapper json, ObjectProvider<ProblemPage> pages) {
    this.json = json;
    this.pages = pages;
  }

  /**
   * Replaces the answer by the problem. Does nothing when the answer is already on its way: half an
   * answer cannot be taken back.
   */
  public void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(problem.type().status());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Duration wait = problem.retryAfter();
    if (wait != null) {
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(wait)));
    }
    for (ProblemPage page : pages.orderedStream().toList()) {
      if (page.write(request, response, problem)) {
        return;
      }
    }
    response.setContentType(MEDIA_TYPE);
    byte[] body = body(problem, RequestId.of(request));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The bytes of the document, in a fixed order of members. */
  byte[] body(Problem problem, String requestId) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "urn:clef:problem:" + problem.type().code());
    document.put("title", problem.type().title());
    document.put("status", problem.type().status());
    document.put("code", problem.type().code());
    if (!problem.fields().isEmpty()) {
      document.put("errors", errors(problem.fields()));
    }
    document.put("request_id", requestId);
    return json.writeValueAsBytes(document);
  }

  private static List<Map<String, String>> errors(List<Problem.Field> fields) {
    return fields.stream()
        .map(field -> {
          Map<String, String> error = new LinkedHashMap<>();
          error.put("field", field.name());
          error.put("code", field.reason().code());
          return error;
        })
        .toList();
  }

  private static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}

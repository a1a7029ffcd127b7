package dev.clef.platform.web.pages;

import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows problems to people who look at a page, in place of the document for programs. */
@FunctionalInterface
public interface ProblemPage {

  /**
   * Answers with a page; false when the request is none for a page, and nothing was written. Called
   * on an answer that is not committed and has no body.
   */
  boolean write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException;
}

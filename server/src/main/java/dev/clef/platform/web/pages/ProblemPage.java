package dev.clef.platform.web.pages;

import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Shows problems to those who read another form of them than the document for programs: people who
 * look at a page, applications that know the errors of one standard only.
 */
@FunctionalInterface
public interface ProblemPage {

  /**
   * Answers with a page; false when the request is none for a page, and nothing was written. Called
   * on an answer that is not committed and has no body.
   */
  boolean write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException;
}

package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Why a request is refused before a controller sees it, where whoever found it out can say more
 * than that somebody is not signed in or may not.
 */
public final class Refusal {

  private static final String NAME = Refusal.class.getName();

  private Refusal() {}

  /** Notes the reason; it counts only when the request is refused. */
  public static void because(HttpServletRequest request, ProblemType type) {
    request.setAttribute(NAME, type);
  }

  /** The reason that was noted. */
  static Problem of(HttpServletRequest request, ProblemType otherwise) {
    return Problem.of(
        request.getAttribute(NAME) instanceof ProblemType noted ? noted : otherwise);
  }
}

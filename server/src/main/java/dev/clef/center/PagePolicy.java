package dev.clef.center;

import jakarta.servlet.http.HttpServletResponse;

/** The content security policy of pages whose forms lead on to an application. */
final class PagePolicy {

  private PagePolicy() {}

  /**
   * Lets the forms of this page end at {@code source} too, where browsers hold a form to what the
   * policy names even after redirects.
   *
   * @param source an origin or a scheme; empty for none
   */
  static void leadsTo(String source, HttpServletResponse response) {
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
            + " connect-src 'self'; form-action 'self'"
            + (source.isEmpty() ? "" : " " + source)
            + "; base-uri 'none'; frame-ancestors 'none'");
  }
}

package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.StaffArea;
import dev.clef.openid.FreshSignIn;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.RequestId;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.PageRenderer;
import dev.clef.platform.web.pages.ProblemPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Problems as people see them: who is not signed in is asked to, who has something to settle is led
 * there, everything else is said in a sentence.
 */
final class CenterProblemPage implements ProblemPage {

  private static final String AUTHORIZE = "/oauth2/authorize";
  private static final List<String> FOR_PROGRAMS =
      List.of("/api/", "/log/", "/openapi.json", "/assets/");

  private final PageRenderer pages;
  private final Drafts drafts;
  private final ReturnPath ways;

  CenterProblemPage(PageRenderer pages, Drafts drafts, ReturnPath ways) {
    this.pages = pages;
    this.drafts = drafts;
    this.ways = ways;
  }

  @Override
  public boolean write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    String path = request.getRequestURI();
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (FOR_PROGRAMS.stream().anyMatch(path::startsWith)) {
      return false;
    }
    if (request.getHeader("HX-Request") != null) {
      inPlace(request, response, problem);
      return true;
    }
    if (accepted == null || !wantsPage(path, accepted)) {
      return false;
    }
    if (problem.type() == CommonProblem.NOT_SIGNED_IN) {
      toSignIn(request, response, path);
    } else if (problem.type() == IdentityProblem.ACTION_REQUIRED) {
      redirect(response, settle(request, path));
    } else {
      render("problem", request, response, problem);
    }
    return true;
  }

  /**
   * To where applications send people come browsers alone, and some say that they take anything.
   */
  private static boolean wantsPage(String path, String accepted) {
    return accepted.contains("text/html") || (path.equals(AUTHORIZE) && accepted.contains("*/*"));
  }

  /** Answers a script that asked for a part of a page (htmx). */
  private void inPlace(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    String path = request.getRequestURI();
    if (request.getMethod().equals("POST") && path.startsWith(Drafts.CHANGE)) {
      // Something was typed. It stays, and what is wrong is said beside it.
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      response.setHeader(
          "HX-Retarget",
          "#row-" + path.substring(Drafts.CHANGE.length()).replaceAll("\\W", "") + " .said");
      response.setHeader("HX-Reselect", ".notice");
      render("change-refused", request, response, problem);
    } else {
      // Loading the page anew leads to what has to be said.
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      response.setHeader("HX-Refresh", "true");
    }
  }

  private void toSignIn(HttpServletRequest request, HttpServletResponse response, String path)
      throws IOException {
    if (StaffArea.includes(request)) {
      redirect(response, "/staff/sign-in");
      return;
    }
    boolean ended = SessionCookie.isIn(request);
    if (!ended && isFromElsewhere(request)) {
      // The cookie of a session does not come along from another site: the same again from here.
      response.setStatus(HttpServletResponse.SC_OK);
      pages.render("go", request, response, Map.of("to", addressed(request)));
      return;
    }
    boolean again = FreshSignIn.addition(request).isPresent();
    if (ended && !again) {
      response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.clear());
    }
    boolean goesOn =
        request.getMethod().equals("GET")
            || (path.startsWith(Drafts.CHANGE) && drafts.keep(path, Form.of(request), response));
    String next = goesOn ? "&next=" + back(request, path) : "";
    redirect(response, "/sign-in?" + (again ? "again" : ended ? "ended" : "first") + next);
  }

  private String settle(HttpServletRequest request, String path) {
    boolean goesOn = request.getMethod().equals("GET");
    return goesOn ? "/settle?next=" + back(request, path) : "/settle";
  }

  private String back(HttpServletRequest request, String path) {
    String back = request.getQueryString() == null ? path : ways.to(request);
    return URLEncoder.encode(back, StandardCharsets.UTF_8);
  }

  private static boolean isFromElsewhere(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return request.getMethod().equals("GET")
        && site != null
        && !site.equals("same-origin")
        && !site.equals("none");
  }

  private static String addressed(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  private static void redirect(HttpServletResponse response, String to) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, to);
  }

  private void render(
      String name, HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    pages.render(
        name,
        request,
        response,
        Map.of(
            "code", problem.type().code(),
            "status", problem.type().status(),
            "requestId", RequestId.of(request)));
  }
}

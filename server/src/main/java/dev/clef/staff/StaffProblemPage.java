package dev.clef.staff;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.StaffArea;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.identity.staff.StaffRules;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemType;
import dev.clef.platform.web.RequestId;
import dev.clef.platform.web.pages.PageRenderer;
import dev.clef.platform.web.pages.ProblemPage;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.ui.ExtendedModelMap;

/**
 * Says to staff which roles open a page that theirs do not. Every other problem is said as usual.
 */
final class StaffProblemPage implements ProblemPage {

  private final PageRenderer pages;
  private final ConsoleFrame frame;
  private final Words words;

  StaffProblemPage(PageRenderer pages, ConsoleFrame frame, Words words) {
    this.pages = pages;
    this.frame = frame;
    this.words = words;
  }

  @Override
  public boolean write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (!StaffArea.includes(request)
        || request.getRequestURI().startsWith("/api/")
        || accepted == null
        || !accepted.contains("text/html")) {
      return false;
    }
    ProblemType type = problem.type();
    if (type == IdentityProblem.PROOF_NEEDED) {
      prove(request, response);
    } else if (type == IdentityProblem.PASSKEY_NEEDED) {
      redirect(response, "/staff/passkeys");
    } else if (type == IdentityProblem.FRESH_SIGN_IN_NEEDED) {
      redirect(response, "/staff/sign-in?again&next=" + back(request));
    } else if (type == CommonProblem.FORBIDDEN && member() instanceof StaffMember me) {
      forbidden(me, request, response);
    } else {
      return false;
    }
    return true;
  }

  private static @Nullable Object member() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who == null ? null : who.getPrincipal();
  }

  /** The page of a form is the list it belongs to: the first two parts of its address. */
  private static String back(HttpServletRequest request) {
    String path = request.getRequestURI();
    int end = path.indexOf('/', "/staff/".length());
    return request.getMethod().equals("GET") || end < 0 ? path : path.substring(0, end);
  }

  /** A page that proves and goes on by itself. */
  private void prove(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String query = request.getQueryString();
    String path = request.getRequestURI() + (query == null ? "" : "?" + query);
    ExtendedModelMap model = new ExtendedModelMap();
    frame.fill(model, request);
    model.addAttribute("next", request.getMethod().equals("GET") ? path : "");
    pages.render("staff-prove", request, response, model);
  }

  private static void redirect(HttpServletResponse response, String to) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, to);
  }

  private void forbidden(
      StaffMember me, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Locale language = Reader.of(request).language();
    ExtendedModelMap model = new ExtendedModelMap();
    frame.fill(model, request, me);
    model.addAttribute("who", said(StaffRules.rolesFor(request), language));
    model.addAttribute("mine", said(me.roles(), language));
    model.addAttribute("requestId", RequestId.of(request));
    pages.render("staff-forbidden", request, response, model);
  }

  private List<String> said(Collection<StaffRole> roles, Locale language) {
    return roles.stream()
        .sorted()
        .map(role -> words.say(language, "staff.role." + role.code()))
        .toList();
  }
}

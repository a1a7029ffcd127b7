package dev.clef.staff;

import dev.clef.identity.StaffArea;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.identity.staff.StaffRules;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
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
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (problem.type() != CommonProblem.FORBIDDEN
        || who == null
        || !(who.getPrincipal() instanceof StaffMember me)
        || !StaffArea.includes(request)
        || request.getRequestURI().startsWith("/api/")
        || accepted == null
        || !accepted.contains("text/html")) {
      return false;
    }
    Locale language = Reader.of(request).language();
    ExtendedModelMap model = new ExtendedModelMap();
    frame.fill(model, request, me);
    model.addAttribute("who", said(StaffRules.rolesFor(request), language));
    model.addAttribute("mine", said(me.roles(), language));
    model.addAttribute("requestId", RequestId.of(request));
    pages.render("staff-forbidden", request, response, model);
    return true;
  }

  private List<String> said(Collection<StaffRole> roles, Locale language) {
    return roles.stream()
        .sorted()
        .map(role -> words.say(language, "staff.role." + role.code()))
        .toList();
  }
}

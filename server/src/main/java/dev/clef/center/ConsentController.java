package dev.clef.center;

import dev.clef.identity.SignedIn;
import dev.clef.openid.ConsentRequests;
import dev.clef.openid.Issuer;
import dev.clef.openid.OpenidProblem;
import dev.clef.openid.OpenidProperties;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Asks somebody whether an application may be told about them. What the address says beside the
 * state of the request is not looked at: the request itself is.
 */
@Controller
class ConsentController {

  private final ConsentRequests requests;
  private final Issuer issuer;
  private final OpenidProperties properties;

  ConsentController(ConsentRequests requests, Issuer issuer, OpenidProperties properties) {
    this.requests = requests;
    this.issuer = issuer;
    this.properties = properties;
  }

  @GetMapping("/consent")
  String ask(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam String state,
      HttpServletResponse response,
      Model model) {
    ConsentRequests.Asked asked =
        requests
            .find(state, me.subject())
            .orElseThrow(() -> Problem.of(OpenidProblem.INVALID_REQUEST));
    model.addAttribute("state", state);
    model.addAttribute("clientId", asked.client().clientId());
    model.addAttribute("applicationName", asked.client().name());
    model.addAttribute("scopes", asked.scopes());
    model.addAttribute("days", properties.grantDays());
    model.addAttribute("sentTo", asked.returnsTo());
    // The forms of this page lead on to the application, to nobody else.
    PagePolicy.leadsTo(asked.returnsTo(), response);
    return "consent";
  }

  @PostMapping("/consent/refuse")
  void refuse(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response) {
    String to =
        requests
            .refuse(form.get("state"), me.subject(), issuer.of(request))
            .orElseThrow(() -> Problem.of(OpenidProblem.INVALID_REQUEST));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, to);
  }
}

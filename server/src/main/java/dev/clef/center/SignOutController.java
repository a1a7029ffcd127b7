package dev.clef.center;

import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.keys.Handover;
import dev.clef.openid.Issuer;
import dev.clef.openid.OpenidProblem;
import dev.clef.openid.SignOutRequests;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Signs somebody out whom an application sent for that. They are always asked: anybody can send
 * them here, and the cookie that says who they are does not come along from another site anyway.
 */
@Controller
class SignOutController {

  private static final String PURPOSE = "sign-out";
  private static final String STAY = "/?signed-out";
  private static final Duration VALID = Duration.ofMinutes(10);

  private final SignOutRequests requests;
  private final Issuer issuer;
  private final Sessions sessions;
  private final Handover handover;

  SignOutController(SignOutRequests requests, Issuer issuer, Sessions sessions, Handover handover) {
    this.requests = requests;
    this.issuer = issuer;
    this.sessions = sessions;
    this.handover = handover;
  }

  @GetMapping("/connect/logout")
  String ask(
      @RequestParam(name = "id_token_hint", required = false) @Nullable String hint,
      @RequestParam(name = "client_id", required = false) @Nullable String clientId,
      @RequestParam(name = "post_logout_redirect_uri", required = false) @Nullable String returnTo,
      @RequestParam(required = false) @Nullable String state,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    SignOutRequests.Asked asked =
        requests.check(hint, clientId, returnTo, state, issuer.of(request));
    String to = asked.returnTo();
    model.addAttribute("to", handover.seal(PURPOSE, to == null ? STAY : to, VALID));
    model.addAttribute("applicationName", asked.client() == null ? "" : asked.client().name());
    PagePolicy.leadsTo(asked.returnsTo(), response);
    return "sign-out";
  }

  @PostMapping("/connect/logout")
  void signOut(
      @AuthenticationPrincipal @Nullable SignedIn me, Form form, HttpServletResponse response) {
    String to =
        handover
            .open(PURPOSE, form.get("to"))
            .orElseThrow(() -> Problem.of(OpenidProblem.INVALID_REQUEST));
    if (me != null) {
      sessions.end(me.subject(), me.sessionId());
    }
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.clear());
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, to);
  }
}

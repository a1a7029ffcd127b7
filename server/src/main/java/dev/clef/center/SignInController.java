package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.LostFactors;
import dev.clef.identity.SecondStep;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignIn;
import dev.clef.identity.SignedIn;
import dev.clef.keys.Handover;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Sign-in in one step, or two for people with an authenticator: between them name and password
 * travel sealed in the form, so that no node remembers them.
 */
@Controller
class SignInController {

  private static final String STEP = "sign-in";
  private static final Duration CODE_TIME = Duration.ofMinutes(5);

  private final SignIn signIn;
  private final Sessions sessions;
  private final Handover handover;
  private final LostFactors lost;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  SignInController(
      SignIn signIn,
      Sessions sessions,
      Handover handover,
      LostFactors lost,
      RateLimits limits,
      ClientAddresses addresses) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.handover = handover;
    this.lost = lost;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** What was entered in the first step. */
  private record Entered(String name, String password) {}

  @GetMapping("/sign-in")
  String form(
      @AuthenticationPrincipal @Nullable SignedIn me,
      @RequestParam(required = false) @Nullable String next,
      @RequestParam(required = false) @Nullable String again,
      Model model) {
    // Asked again by an application somebody stays signed in: a link signs nobody out.
    if (me != null && again == null) {
      return "redirect:/privacy";
    }
    model.addAttribute("form", Filled.nothing());
    model.addAttribute("next", Paths.ours(next == null ? "" : next, "/privacy"));
    return "sign-in";
  }

  @PostMapping("/sign-in")
  String signIn(
      @AuthenticationPrincipal @Nullable SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    String next = Paths.ours(form.get("next"), "/privacy");
    model.addAttribute("next", next);
    model.addAttribute("form", Filled.with(form));
    Entered entered = entered(form);
    if (entered == null) {
      return again(form, response, model, "error.step_too_old");
    }
    if (entered.name().isBlank() || entered.password().isEmpty()) {
      return again(form, response, model, "error.name_and_password");
    }
    try {
      limit(request, entered.name());
      SignIn.Result result =
          signIn.signIn(
              entered.name(),
              entered.password(),
              new SecondStep(form.entered("code"), form.entered("device_key")),
              device(request),
              addresses.of(request).text());
      response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(result.session()));
      if (me != null) {
        // The browser has forgotten it with this answer.
        sessions.end(me.subject(), me.sessionId());
      }
      return result.duties().isEmpty() ? "redirect:" + next : SettleController.settling(next);
    } catch (Problem problem) {
      return refused(problem, entered, form, response, model);
    }
  }

  private void limit(HttpServletRequest request, String name) {
    ClientAddress address = addresses.of(request);
    limits.require("sign-in-address", address.network());
    limits.require("sign-in-name", SignIn.limitKey(name));
  }

  private @Nullable Entered entered(Form form) {
    String step = form.get("step");
    if (step.isEmpty()) {
      return new Entered(form.get("name"), form.get("password"));
    }
    return handover
        .open(STEP, step)
        .map(text -> text.split("\0", 2))
        .map(parts -> new Entered(parts[0], parts[1]))
        .orElse(null);
  }

  private String refused(
      Problem problem, Entered entered, Form form, HttpServletResponse response, Model model) {
    if (IdentityProblem.isAboutCode(problem.type())) {
      model.addAttribute(
          "step", handover.seal(STEP, entered.name() + "\0" + entered.password(), CODE_TIME));
      if (problem.type() != IdentityProblem.CODE_REQUIRED) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        model.addAttribute(
            "form", Filled.nothing().wrong("code", "error." + problem.type().code()));
      } else {
        model.addAttribute("form", Filled.nothing());
      }
      model.addAttribute("mail", lost.isOn());
      return "code";
    }
    if (problem.type() == IdentityProblem.WRONG_CREDENTIALS) {
      return again(form, response, model, "error.wrong_credentials");
    }
    if (problem.type() == CommonProblem.RATE_LIMITED) {
      return again(form, response, model, "error.rate_limited");
    }
    if (problem.type() == IdentityProblem.ACCOUNT_DISABLED
        || problem.type() == IdentityProblem.PARENT_NEEDED) {
      return again(form, response, model, "error." + problem.type().code());
    }
    throw problem;
  }

  private static String again(
      Form form, HttpServletResponse response, Model model, String message) {
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    model.addAttribute("form", Filled.with(form).wrong("name", message));
    return "sign-in";
  }

  /** Ends the session and says goodbye on the first page. */
  @PostMapping("/sign-out")
  String signOut(@AuthenticationPrincipal SignedIn me, HttpServletResponse response) {
    sessions.end(me.subject(), me.sessionId());
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.clear());
    return "redirect:/?signed-out";
  }

  static String device(HttpServletRequest request) {
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    return agent == null ? "" : agent;
  }
}

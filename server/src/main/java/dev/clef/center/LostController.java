package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.LostFactors;
import dev.clef.identity.SignIn;
import dev.clef.identity.SignedIn;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * For whoever has lost passkeys, app and recovery codes: password, a code by mail, and patience.
 */
@Controller
class LostController {

  private static final CodePage CODE = new CodePage("/lost", "email.code.lead");

  private final LostFactors lost;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  LostController(LostFactors lost, RateLimits limits, ClientAddresses addresses) {
    this.lost = lost;
    this.limits = limits;
    this.addresses = addresses;
  }

  @GetMapping("/lost")
  String form(Model model) {
    if (!lost.isOn()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return first(model, Filled.nothing());
  }

  /** A page that was answered to a form, loaded anew: what it knew is gone. */
  @GetMapping({"/lost/code", "/lost/again"})
  String anew() {
    return "redirect:/lost";
  }

  @PostMapping("/lost")
  String ask(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    Filled filled = Filled.with(form);
    String name = form.get("name").strip();
    if (name.isEmpty()) {
      filled.wrong("name", "error.required");
    }
    if (form.get("password").isEmpty()) {
      filled.wrong("password", "error.required");
    }
    if (!filled.isWrong()) {
      try {
        ClientAddress address = addresses.of(request);
        limits.require("sign-in-address", address.network());
        limits.require("sign-in-name", SignIn.limitKey(name));
        String step = lost.ask(name, form.get("password"), address.network(), language);
        return CODE.show(model, step, "");
      } catch (Problem problem) {
        refused(problem, filled);
      }
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return first(model, filled);
  }

  /** Another code. */
  @PostMapping("/lost/again")
  String again(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String step = form.get("step");
    try {
      lost.again(step, addresses.of(request).network(), language);
      model.addAttribute("again", true);
    } catch (Problem problem) {
      if (problem.type() != CommonProblem.RATE_LIMITED) {
        return anew(problem, form, response, model);
      }
      CodePage.tooOften(model, response);
    }
    return CODE.show(model, step, "");
  }

  @PostMapping("/lost/code")
  String code(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    try {
      LostFactors.Outcome outcome =
          lost.confirm(form.get("step"), form.get("mail_code"), addresses.of(request).network());
      Instant readyAt = outcome.readyAt();
      if (readyAt != null) {
        model.addAttribute("until", Words.dateAndTime(Reader.of(request), readyAt));
      }
      return "lost-done";
    } catch (Problem problem) {
      if (problem.type() == CommonProblem.RATE_LIMITED) {
        CodePage.tooFast(model, response);
        return CODE.show(model, form.get("step"), "");
      }
      if (problem.type() == IdentityProblem.WRONG_CODE) {
        CodePage.wrong(model, response);
        return CODE.show(model, form.get("step"), "");
      }
      return anew(problem, form, response, model);
    }
  }

  /** Whoever is signed in says that nothing is lost. */
  @PostMapping("/privacy/ways/not-lost")
  String withdraw(@AuthenticationPrincipal SignedIn me) {
    lost.withdraw(me);
    return "redirect:/privacy/ways?done=not_lost";
  }

  /** Tells whoever is signed in that somebody says so. */
  static void tell(LostFactors lost, SignedIn me, HttpServletRequest request, Model model) {
    lost.of(me.subject())
        .ifPresent(
            at -> model.addAttribute("lostUntil", Words.dateAndTime(Reader.of(request), at)));
  }

  private static String first(Model model, Filled filled) {
    model.addAttribute("form", filled);
    return "lost";
  }

  private static String anew(
      Problem problem, Form form, HttpServletResponse response, Model model) {
    if (problem.type() != IdentityProblem.CODE_EXPIRED) {
      throw problem;
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return first(model, Filled.with(form).wrong("name", "error.step_too_old"));
  }

  private static void refused(Problem problem, Filled filled) {
    switch (problem.type()) {
      case IdentityProblem.WRONG_CREDENTIALS -> filled.wrong("password", "error.wrong_credentials");
      case IdentityProblem.NOTHING_LOST -> filled.wrong("name", "error.nothing_lost");
      case IdentityProblem.NO_LETTERS -> filled.wrong("name", "error.no_address");
      case IdentityProblem.ACCOUNT_DISABLED -> filled.wrong("name", "error.account_disabled");
      case CommonProblem.RATE_LIMITED -> filled.wrong("name", "error.rate_limited");
      default -> throw problem;
    }
  }
}

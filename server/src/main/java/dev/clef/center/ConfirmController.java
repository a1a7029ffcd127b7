package dev.clef.center;

import dev.clef.identity.Confirmations;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.LostFactors;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Asks somebody who is signed in once more who they are, before what matters. */
@Controller
@RequestMapping("/privacy/confirm")
class ConfirmController {

  private static final CodePage MAIL = new CodePage("/privacy/confirm/mail", "confirm.mail.lead");

  private final Confirmations confirmations;
  private final StepUp stepUp;
  private final LostFactors lost;
  private final ClientAddresses addresses;

  ConfirmController(
      Confirmations confirmations, StepUp stepUp, LostFactors lost, ClientAddresses addresses) {
    this.confirmations = confirmations;
    this.stepUp = stepUp;
    this.lost = lost;
    this.addresses = addresses;
  }

  /** The way to here, and on to {@code next}, a path of ours. */
  static String before(String next) {
    return "redirect:/privacy/confirm?next=" + next;
  }

  @GetMapping
  String question(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable String next,
      Model model) {
    return show(me, Paths.ours(next == null ? "" : next, "/privacy"), Filled.nothing(), model);
  }

  private String show(SignedIn me, String next, Filled filled, Model model) {
    model.addAttribute("next", next);
    model.addAttribute("form", filled);
    model.addAttribute("has", stepUp.needsPasskey(me));
    model.addAttribute("letter", stepUp.needsOnlyMail(me));
    model.addAttribute("mail", lost.isOn());
    return "confirm";
  }

  @PostMapping
  String answer(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String next = Paths.ours(form.get("next"), "/privacy");
    Filled filled = Filled.with(form);
    if (form.get("password").isEmpty()) {
      if (stepUp.needsOnlyMail(me)) {
        return mailed(me, next, request, language);
      }
      filled.wrong("password", "error.required");
    } else {
      try {
        Sessions.Opened session =
            confirmations.byPassword(me, form.get("password"), form.entered("code"));
        response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(session));
        return stepUp.needsMail(me) ? mailed(me, next, request, language) : "redirect:" + next;
      } catch (Problem problem) {
        refused(problem, filled, model);
      }
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return show(me, next, filled, model);
  }

  /** The password was right; without a second factor a letter has to be read too. */
  private String mailed(SignedIn me, String next, HttpServletRequest request, Locale language) {
    try {
      confirmations.sendMail(me, addresses.of(request).network(), language);
    } catch (Problem problem) {
      if (problem.type() != CommonProblem.RATE_LIMITED) {
        throw problem;
      }
      // The code of a moment ago is on its way and as good.
    }
    return "redirect:/privacy/confirm/mail?next=" + next;
  }

  /** Asks for the code of the letter. */
  @GetMapping("/mail")
  String code(@RequestParam(required = false) @Nullable String next, Model model) {
    return ask(next, model);
  }

  /** A page that was answered to a form, loaded anew. */
  @GetMapping({"/mail/code", "/mail/again"})
  String anew() {
    return "redirect:/privacy";
  }

  @PostMapping("/mail/code")
  String code(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    String next = form.get("step");
    try {
      Sessions.Opened session = confirmations.byMail(me, form.get("mail_code"));
      response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(session));
      return "redirect:" + Paths.ours(next, "/privacy");
    } catch (Problem problem) {
      if (problem.type() != IdentityProblem.WRONG_CODE
          && problem.type() != IdentityProblem.CODE_EXPIRED) {
        throw problem;
      }
      CodePage.wrong(model, response);
      return ask(next, model);
    }
  }

  /** Another letter. */
  @PostMapping("/mail/again")
  String again(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    try {
      confirmations.sendMail(me, addresses.of(request).network(), language);
      model.addAttribute("again", true);
    } catch (Problem problem) {
      if (problem.type() != CommonProblem.RATE_LIMITED) {
        throw problem;
      }
      CodePage.tooOften(model, response);
    }
    return ask(form.get("step"), model);
  }

  private static String ask(@Nullable String next, Model model) {
    return MAIL.show(model, Paths.ours(next == null ? "" : next, "/privacy"), "");
  }

  private static void refused(Problem problem, Filled filled, Model model) {
    if (problem.type() == IdentityProblem.WRONG_CREDENTIALS) {
      filled.wrong("password", "error.wrong_password");
    } else if (IdentityProblem.isAboutCode(problem.type())) {
      filled.wrong("code", "error." + problem.type().code());
      model.addAttribute("code", true);
    } else if (problem.type() == CommonProblem.RATE_LIMITED) {
      filled.wrong("password", "error.rate_limited");
    } else {
      throw problem;
    }
  }
}

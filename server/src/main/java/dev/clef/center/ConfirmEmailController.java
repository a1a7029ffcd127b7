package dev.clef.center;

import dev.clef.identity.EmailConfirmation;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.keys.Handover;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The proof of the address on an account: the password, then a code that came by mail. */
@Controller
@RequestMapping("/privacy/email")
class ConfirmEmailController {

  private static final CodePage CODE = new CodePage("/privacy/email", "email.code.lead");

  /** That the password was entered, in this session: another code needs no other. */
  private static final String STEP = "email-confirmation";

  private static final Duration STEP_TIME = Duration.ofMinutes(30);

  private final EmailConfirmation confirmation;
  private final Handover handover;
  private final ClientAddresses addresses;

  ConfirmEmailController(
      EmailConfirmation confirmation, Handover handover, ClientAddresses addresses) {
    this.confirmation = confirmation;
    this.handover = handover;
    this.addresses = addresses;
  }

  @GetMapping
  String form(@AuthenticationPrincipal SignedIn me, Model model) {
    me.withoutDuties();
    model.addAttribute("form", Filled.nothing());
    return "email";
  }

  /** A page that was answered to a form, loaded anew. */
  @GetMapping({"/code", "/again"})
  String anew() {
    return "redirect:/privacy/email";
  }

  @PostMapping
  String ask(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    me.withoutDuties();
    Filled filled = Filled.with(form);
    if (form.get("current_password").isEmpty()) {
      filled.wrong("current_password", "error.required");
    } else {
      try {
        confirmation.ask(
            me.subject(),
            form.get("current_password"),
            form.entered("code"),
            addresses.of(request).network(),
            language);
        return CODE.show(model, handover.seal(STEP, me.sessionId().toString(), STEP_TIME), "");
      } catch (Problem problem) {
        if (problem.type() == IdentityProblem.NOTHING_TO_CONFIRM) {
          return "redirect:/privacy";
        }
        refused(problem, filled, model);
      }
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    model.addAttribute("form", filled);
    return "email";
  }

  /** Another code. */
  @PostMapping("/again")
  String again(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    me.withoutDuties();
    String step = form.get("step");
    if (!isOf(me, step)) {
      return "redirect:/privacy/email";
    }
    try {
      confirmation.again(me.subject(), addresses.of(request).network(), language);
      model.addAttribute("again", true);
    } catch (Problem problem) {
      if (problem.type() == IdentityProblem.NOTHING_TO_CONFIRM) {
        return "redirect:/privacy";
      }
      if (problem.type() != CommonProblem.RATE_LIMITED) {
        throw problem;
      }
      CodePage.tooOften(model, response);
    }
    return CODE.show(model, step, "");
  }

  @PostMapping("/code")
  String code(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    me.withoutDuties();
    try {
      Sessions.Opened session = confirmation.confirm(me, form.get("mail_code"));
      response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(session));
    } catch (Problem problem) {
      if (problem.fields().contains(new Problem.Field("email", FieldReason.TAKEN))) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        model.addAttribute("form", Filled.nothing().wrong("mail_code", "error.address_taken"));
        return CODE.show(model, form.get("step"), "");
      }
      if (problem.type() == IdentityProblem.WRONG_CODE
          || problem.type() == IdentityProblem.CODE_EXPIRED) {
        CodePage.wrong(model, response);
        return CODE.show(model, form.get("step"), "");
      }
      if (problem.type() != IdentityProblem.NOTHING_TO_CONFIRM) {
        throw problem;
      }
    }
    return "redirect:/privacy?confirmed";
  }

  private boolean isOf(SignedIn me, String step) {
    return handover.open(STEP, step).filter(me.sessionId().toString()::equals).isPresent();
  }

  private static void refused(Problem problem, Filled filled, Model model) {
    if (problem.type() == IdentityProblem.WRONG_CREDENTIALS) {
      filled.wrong("current_password", "error.wrong_password");
    } else if (IdentityProblem.isAboutCode(problem.type())) {
      filled.wrong("code", "error." + problem.type().code());
      model.addAttribute("code", true);
    } else if (problem.type() == CommonProblem.RATE_LIMITED) {
      filled.wrong("current_password", "error.rate_limited");
    } else {
      throw problem;
    }
  }
}

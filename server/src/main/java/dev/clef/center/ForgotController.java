package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.PasswordReset;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** A new password for whoever forgot theirs, in three pages that look the same for everybody. */
@Controller
class ForgotController {

  private static final CodePage CODE = new CodePage("/forgot", "forgot.code.lead");

  private final PasswordReset reset;
  private final ClientAddresses addresses;

  ForgotController(PasswordReset reset, ClientAddresses addresses) {
    this.reset = reset;
    this.addresses = addresses;
  }

  @GetMapping("/forgot")
  String form(Model model) {
    if (!reset.isOn()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return first(model, Filled.nothing());
  }

  /** A page that was answered to a form, loaded anew: what it knew is gone. */
  @GetMapping({"/forgot/code", "/forgot/again", "/forgot/password"})
  String anew() {
    return "redirect:/forgot";
  }

  @PostMapping("/forgot")
  String ask(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String name = form.entered("name");
    if (name == null) {
      return first("error.required", form, response, model);
    }
    try {
      return CODE.show(model, reset.ask(name, addresses.of(request).network(), language), "");
    } catch (Problem problem) {
      return first(problem, form, response, model);
    }
  }

  /** Another code for the same name. */
  @PostMapping("/forgot/again")
  String again(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String step = form.get("step");
    try {
      step = reset.again(step, addresses.of(request).network(), language);
      model.addAttribute("again", true);
      return CODE.show(model, step, "");
    } catch (Problem problem) {
      if (problem.type() == CommonProblem.RATE_LIMITED) {
        CodePage.tooOften(model, response);
        return CODE.show(model, step, "");
      }
      return first(problem, form, response, model);
    }
  }

  @PostMapping("/forgot/code")
  String code(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    String step = form.get("step");
    try {
      Optional<String> proven =
          reset.confirm(step, form.get("mail_code"), addresses.of(request).network());
      if (proven.isPresent()) {
        return password(model, proven.get(), Filled.nothing());
      }
    } catch (Problem problem) {
      if (problem.type() == CommonProblem.RATE_LIMITED) {
        CodePage.tooFast(model, response);
        return CODE.show(model, step, "");
      }
      return first(problem, form, response, model);
    }
    CodePage.wrong(model, response);
    return CODE.show(model, step, "");
  }

  /** Stores the new password; signing in is the next step, with everything it asks for. */
  @PostMapping("/forgot/password")
  String choose(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    String step = form.get("step");
    try {
      reset.choose(step, form.get("new_password"), addresses.of(request).network());
      return "forgot-done";
    } catch (Problem problem) {
      Filled filled = Filled.nothing().refused(problem);
      if (problem.type() == CommonProblem.RATE_LIMITED) {
        filled.wrong("new_password", "error.rate_limited");
      }
      if (!filled.isWrong()) {
        return first(problem, form, response, model);
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return password(model, step, filled);
    }
  }

  private static String first(Model model, Filled filled) {
    model.addAttribute("form", filled);
    return "forgot";
  }

  private static String first(
      Problem problem, Form form, HttpServletResponse response, Model model) {
    if (problem.type() == IdentityProblem.CODE_EXPIRED) {
      return first("error.step_too_old", form, response, model);
    }
    if (problem.type() == CommonProblem.RATE_LIMITED) {
      return first("error.rate_limited", form, response, model);
    }
    throw problem;
  }

  private static String first(
      String message, Form form, HttpServletResponse response, Model model) {
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return first(model, Filled.with(form).wrong("name", message));
  }

  private static String password(Model model, String step, Filled filled) {
    model.addAttribute("step", step);
    model.addAttribute("form", filled);
    return "forgot-password";
  }
}

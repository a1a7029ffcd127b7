package dev.clef.center;

import dev.clef.identity.Duty;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.MyProfile;
import dev.clef.identity.Passwords;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.vault.Fields.Profile;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What has to be settled before anything else, and the change of a password at any time. */
@Controller
class SettleController {

  private final MyProfile profile;
  private final Passwords passwords;

  SettleController(MyProfile profile, Passwords passwords) {
    this.profile = profile;
    this.passwords = passwords;
  }

  @GetMapping("/settle")
  String settle(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable String next,
      Model model) {
    String way = Paths.ours(next == null ? "" : next, "");
    model.addAttribute("next", way);
    model.addAttribute("form", Filled.nothing());
    model.addAttribute("due", true);
    if (isDue(me)) {
      model.addAttribute("breached", me.duties().contains(Duty.BREACHED_PASSWORD));
      return "password";
    }
    return me.duties().contains(Duty.BIRTH_DATE)
        ? "birth-date"
        : "redirect:" + (way.isEmpty() ? "/privacy" : way);
  }

  @PostMapping("/settle/birth-date")
  String birthDate(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    String way = Paths.ours(form.get("next"), "");
    model.addAttribute("next", way);
    if (!me.duties().equals(Set.of(Duty.BIRTH_DATE))) {
      return settling(way);
    }
    try {
      profile.correct(me.subject(), Map.of(Profile.BIRTH_DATE, form.get("birth_date").strip()));
    } catch (Problem problem) {
      if (problem.type() == IdentityProblem.PARENT_NEEDED) {
        return "child";
      }
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("form", filled);
      return "birth-date";
    }
    return settling(way);
  }

  /** Asks for what is left to settle, and goes where somebody was going when nothing is. */
  static String settling(String way) {
    // Nothing in a path of ours would have to be encoded.
    return way.isEmpty() ? "redirect:/settle" : "redirect:/settle?next=" + way;
  }

  @GetMapping("/privacy/password")
  String password(@AuthenticationPrincipal SignedIn me, Model model) {
    me.withoutDuties();
    model.addAttribute("next", "");
    model.addAttribute("form", Filled.nothing());
    model.addAttribute("due", false);
    model.addAttribute("breached", false);
    return "password";
  }

  @PostMapping("/settle/password")
  String change(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    String way = Paths.ours(form.get("next"), "");
    model.addAttribute("next", way);
    Filled filled = Filled.with(form);
    if (form.get("current_password").isEmpty()) {
      filled.wrong("current_password", "error.required");
    } else {
      try {
        Sessions.Opened session =
            passwords.change(
                me, form.get("current_password"), form.get("new_password"), form.entered("code"));
        response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(session));
      } catch (Problem problem) {
        if (problem.type() == IdentityProblem.CONFIRMATION_NEEDED) {
          return ConfirmController.before(isDue(me) ? "/settle" : "/privacy/password");
        }
        refused(problem, filled, model);
      }
    }
    if (filled.isWrong()) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("form", filled);
      model.addAttribute("due", isDue(me));
      model.addAttribute("breached", me.duties().contains(Duty.BREACHED_PASSWORD));
      return "password";
    }
    return me.duties().isEmpty() ? "redirect:/privacy?password" : settling(way);
  }

  private static boolean isDue(SignedIn me) {
    return !Collections.disjoint(me.duties(), Duty.OF_PASSWORD);
  }

  private static void refused(Problem problem, Filled filled, Model model) {
    filled.refused(problem);
    if (problem.type() == IdentityProblem.WRONG_CREDENTIALS) {
      filled.wrong("current_password", "error.wrong_password");
    } else if (IdentityProblem.isAboutCode(problem.type())) {
      filled.wrong("code", "error." + problem.type().code());
      model.addAttribute("code", true);
    } else if (!filled.isWrong()) {
      throw problem;
    }
  }
}

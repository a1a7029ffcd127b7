package dev.clef.center;

import dev.clef.identity.SignedIn;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Languages;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The first page, and the choice of a language. */
@Controller
class WelcomeController {

  @GetMapping("/")
  String welcome(@AuthenticationPrincipal @Nullable SignedIn me) {
    return me == null ? "welcome" : "redirect:/privacy";
  }

  /** Keeps the language and goes back to where it was chosen. */
  @PostMapping("/language")
  String language(Form form, HttpServletResponse response) {
    Languages.choose(response, form.get("language"));
    return "redirect:" + Paths.ours(form.get("back"), "/");
  }
}

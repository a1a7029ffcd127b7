package dev.clef.center;

import dev.clef.platform.web.pages.Filled;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;

/**
 * The page that asks for a code that came by mail, the same for all that codes are for: with a way
 * to another code, and one back to the beginning.
 *
 * @param start where it begins; {@code /code} and {@code /again} are below it
 * @param lead the key of what it says, with the address filled in where one was entered
 */
record CodePage(String start, String lead) {

  /** Shows it; what is wrong may have been said before. */
  String show(Model model, String step, String address) {
    if (!model.containsAttribute("form")) {
      model.addAttribute("form", Filled.nothing());
    }
    model.addAttribute("step", step);
    model.addAttribute("start", start);
    model.addAttribute("lead", lead);
    model.addAttribute("address", address);
    return "mail-code";
  }

  static void wrong(Model model, HttpServletResponse response) {
    wrong(model, response, "error.mail_code");
  }

  /** Codes were entered too often. */
  static void tooFast(Model model, HttpServletResponse response) {
    wrong(model, response, "error.rate_limited");
  }

  /** Another code was asked for too soon. */
  static void tooOften(Model model, HttpServletResponse response) {
    wrong(model, response, "error.code_too_soon");
  }

  private static void wrong(Model model, HttpServletResponse response, String message) {
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    model.addAttribute("form", Filled.nothing().wrong("mail_code", message));
  }
}

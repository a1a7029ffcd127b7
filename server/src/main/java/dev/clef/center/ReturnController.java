package dev.clef.center;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Goes on where somebody was sent to the sign-in. By a page and not a redirect: after a form, the
 * content security policy holds redirects to this site, and the way may end at an application.
 */
@Controller
class ReturnController {

  private final ReturnPath ways;

  ReturnController(ReturnPath ways) {
    this.ways = ways;
  }

  @GetMapping(ReturnPath.PLACE + "{sealed}")
  String go(@PathVariable String sealed, Model model) {
    model.addAttribute(
        "to", ways.open(sealed).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND)));
    return "go";
  }
}

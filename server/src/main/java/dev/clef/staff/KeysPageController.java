package dev.clef.staff;

import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** How the keys stand. What changes them is done with {@code ./clef keys}, by the operator. */
@Controller
class KeysPageController {

  private final KeysOverview keys;
  private final ConsoleFrame frame;
  private final Words words;

  KeysPageController(KeysOverview keys, ConsoleFrame frame, Words words) {
    this.keys = keys;
    this.frame = frame;
    this.words = words;
  }

  @GetMapping("/staff/keys")
  String show(@AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    frame.fill(model, request, me);
    model.addAttribute("keys", KeysPage.of(keys.now(), words, reader));
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    return "staff-keys";
  }
}

package dev.clef.staff;

import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.vault.FieldUse;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The catalogue of personal data; the filter is in the address, so that it can be sent on. */
@Controller
class CataloguePageController {

  private final FieldUse use;
  private final ConsoleFrame frame;
  private final Words words;

  CataloguePageController(FieldUse use, ConsoleFrame frame, Words words) {
    this.use = use;
    this.frame = frame;
    this.words = words;
  }

  /** {@code q} is any text, {@code category} a code, {@code unread} a number of days. */
  @GetMapping("/staff/catalogue")
  String show(
      @RequestParam(name = "q", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String category,
      @RequestParam(defaultValue = "") String unread,
      @AuthenticationPrincipal StaffMember me,
      HttpServletRequest request,
      Model model) {
    CatalogueFilter filter = CatalogueFilter.of(text, category, unread);
    frame.fill(model, request, me);
    model.addAttribute("filter", filter);
    model.addAttribute(
        "catalogue", CataloguePage.of(use.report(), filter, words, Reader.of(request).language()));
    return "staff-catalogue";
  }
}

package dev.clef.center;

import dev.clef.identity.SignedIn;
import dev.clef.openid.Applications;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What applications somebody uses, what they are told, and the way to end that. */
@Controller
@RequestMapping("/privacy/applications")
class ApplicationsController {

  private final Applications applications;

  ApplicationsController(Applications applications) {
    this.applications = applications;
  }

  /** An application as it is shown; times are empty when there are none. */
  public record Row(
      String clientId, String name, List<String> scopes, String allowed, String signedIn) {}

  @GetMapping
  String all(@AuthenticationPrincipal SignedIn me, HttpServletRequest request, Model model) {
    me.withoutDuties();
    Reader reader = Reader.of(request);
    model.addAttribute(
        "applications",
        applications.of(me.subject()).stream().map(one -> row(one, reader)).toList());
    return "applications";
  }

  private static Row row(Applications.Application one, Reader reader) {
    return new Row(
        one.clientId(),
        one.name(),
        one.scopes(),
        date(reader, one.allowedAt()),
        date(reader, one.signedInAt()));
  }

  private static String date(Reader reader, @Nullable Instant at) {
    return at == null ? "" : Words.date(reader, at);
  }

  @PostMapping("/{clientId}/end")
  String withdraw(@AuthenticationPrincipal SignedIn me, @PathVariable String clientId) {
    applications.withdraw(me.subject(), clientId);
    return "redirect:/privacy/applications?ended";
  }
}

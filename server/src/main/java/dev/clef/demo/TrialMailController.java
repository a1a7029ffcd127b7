package dev.clef.demo;

import dev.clef.mail.TrialMailbox;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.Languages;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows the letters of the trial mode, as their recipients would see them. */
@Controller
@ConditionalOnBooleanProperty("clef.demo")
class TrialMailController {

  private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

  /** A letter runs nothing, loads nothing and is shown in our own page only. */
  static final String OF_A_LETTER =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'self'; sandbox";

  /** The page around it is like every page, but for the frame. */
  static final String OF_ITS_PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  /** A letter in the list. */
  record Line(UUID id, String subject, String language, String to, String time) {}

  private final TrialMailbox mailbox;
  private final Assets assets;

  TrialMailController(TrialMailbox mailbox, Assets assets) {
    this.mailbox = mailbox;
    this.assets = assets;
  }

  @GetMapping("/trial/mail")
  String list(HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    frame(request, model);
    model.addAttribute("open", mailbox.isOpen());
    model.addAttribute("items", mailbox.items().stream().map(item -> line(item, reader)).toList());
    return "trial-mail";
  }

  @GetMapping("/trial/mail/{id}")
  String letter(
      @PathVariable UUID id,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    TrialMailbox.Item item = require(id);
    frame(request, model);
    model.addAttribute("line", line(item, Reader.of(request)));
    model.addAttribute("text", item.text());
    response.setHeader(CONTENT_SECURITY_POLICY, OF_ITS_PAGE);
    return "trial-letter";
  }

  @GetMapping("/trial/mail/{id}/html")
  ResponseEntity<String> html(@PathVariable UUID id) {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .header(CONTENT_SECURITY_POLICY, OF_A_LETTER)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(require(id).html());
  }

  private TrialMailbox.Item require(UUID id) {
    return mailbox.find(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static Line line(TrialMailbox.Item item, Reader reader) {
    return new Line(
        item.id(),
        item.subject(),
        item.language(),
        item.to(),
        Words.shortDateAndTime(reader, item.at()));
  }

  private void frame(HttpServletRequest request, Model model) {
    model.addAttribute("assets", assets);
    model.addAttribute("demo", true);
    model.addAttribute("languages", List.copyOf(Languages.ALL));
    model.addAttribute("path", request.getRequestURI());
  }
}

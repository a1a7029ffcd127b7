package dev.clef.center;

import dev.clef.audit.Activity;
import dev.clef.audit.Receipts;
import dev.clef.identity.Credentials;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.SignedIn;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.rights.Erasures;
import dev.clef.rights.ExportPackage;
import dev.clef.rights.MyActivity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A copy, who opened the data, and the end of it. */
@Controller
@RequestMapping("/privacy")
class RightsPagesController {

  private static final int PAGE = 40;

  private final ExportPackage export;
  private final MyActivity activity;
  private final Erasures erasures;
  private final Credentials credentials;
  private final RateLimits limits;
  private final Timeline timeline;
  private final UuidV7 ids;

  RightsPagesController(
      ExportPackage export,
      MyActivity activity,
      Erasures erasures,
      Credentials credentials,
      RateLimits limits,
      Timeline timeline,
      UuidV7 ids) {
    this.export = export;
    this.activity = activity;
    this.erasures = erasures;
    this.credentials = credentials;
    this.limits = limits;
    this.timeline = timeline;
    this.ids = ids;
  }

  @GetMapping("/download")
  String download(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return "download";
  }

  @PostMapping("/download")
  ResponseEntity<byte[]> file(@AuthenticationPrincipal SignedIn me, Form form) {
    me.withoutDuties();
    return attachment("clef-export.zip", "application/zip", export.of(me.subject(), ids.next()));
  }

  /** Who opened the data, the newest first; {@code before} turns the page. */
  @GetMapping("/activity")
  String activity(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable Instant before,
      HttpServletRequest request,
      Model model) {
    me.withoutDuties();
    List<Activity.Item> items = activity.of(me.subject(), before, PAGE);
    Reader reader = Reader.of(request);
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    model.addAttribute("days", timeline.of(items, reader));
    model.addAttribute("older", items.size() < PAGE ? null : items.getLast().at());
    model.addAttribute("first", before == null);
    return "activity";
  }

  /** The proof that one entry is in the signed log, for {@code ./clef verify} and others. */
  @GetMapping("/activity/{entryId}/receipt")
  ResponseEntity<byte[]> receipt(
      @AuthenticationPrincipal SignedIn me, @PathVariable UUID entryId, @RequestParam Instant at) {
    Receipts.Receipt receipt =
        activity
            .receipt(me.subject(), entryId, at)
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    return attachment(
        "clef-receipt-" + entryId + ".tlog-proof",
        MediaType.TEXT_PLAIN_VALUE,
        receipt.proof().getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/erase")
  String erase(@AuthenticationPrincipal SignedIn me, Model model) {
    model.addAttribute("form", Filled.nothing());
    return "erase";
  }

  /** Erases for good, after the password, the code where there is one, and a ticked box. */
  @PostMapping("/erase")
  String eraseNow(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    Filled filled = Filled.with(form);
    if (!form.isTicked("understood")) {
      filled.wrong("understood", "error.understood");
    }
    if (form.get("password").isEmpty()) {
      filled.wrong("password", "error.required");
    }
    if (!filled.isWrong()) {
      try {
        limits.require("confirm", me.subject().toString());
        credentials.check(me.subject(), form.get("password"), form.entered("code"));
      } catch (Problem problem) {
        refused(problem, filled, model);
      }
    }
    if (filled.isWrong()) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("form", filled);
      return "erase";
    }
    UUID certificateId = erasures.erase(me.subject());
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.clear());
    return "redirect:/erased/" + certificateId;
  }

  private static void refused(Problem problem, Filled filled, Model model) {
    if (problem.type() == IdentityProblem.WRONG_CREDENTIALS) {
      filled.wrong("password", "error.wrong_password");
    } else if (problem.type() == IdentityProblem.CODE_REQUIRED
        || problem.type() == IdentityProblem.WRONG_CODE) {
      filled.wrong("code", "error." + problem.type().code());
      model.addAttribute("code", true);
    } else {
      throw problem;
    }
  }

  private static ResponseEntity<byte[]> attachment(String name, String type, byte[] content) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .body(content);
  }
}

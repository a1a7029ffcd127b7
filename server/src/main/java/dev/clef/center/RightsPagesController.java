package dev.clef.center;

import dev.clef.identity.Confirmations;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.rights.Erasures;
import dev.clef.rights.ExportPackage;
import dev.clef.subject.SensitiveAct;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** A copy, and the end. */
@Controller
@RequestMapping("/privacy")
class RightsPagesController {

  private final ExportPackage export;
  private final Erasures erasures;
  private final Confirmations confirmations;
  private final StepUp stepUp;
  private final UuidV7 ids;

  RightsPagesController(
      ExportPackage export,
      Erasures erasures,
      Confirmations confirmations,
      StepUp stepUp,
      UuidV7 ids) {
    this.export = export;
    this.erasures = erasures;
    this.confirmations = confirmations;
    this.stepUp = stepUp;
    this.ids = ids;
  }

  @GetMapping("/download")
  String download(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return stepUp.isDone(me, SensitiveAct.DOWNLOAD)
        ? "download"
        : ConfirmController.before("/privacy/download");
  }

  @PostMapping("/download")
  ResponseEntity<?> file(@AuthenticationPrincipal SignedIn me, Form form) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.DOWNLOAD)) {
      return ResponseEntity.status(HttpStatus.FOUND)
          .header(HttpHeaders.LOCATION, "/privacy/confirm?next=/privacy/download")
          .build();
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("application/zip"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("clef-export.zip").build().toString())
        .body(export.of(me.subject(), ids.next()));
  }

  @GetMapping("/erase")
  String erase(@AuthenticationPrincipal SignedIn me, Model model) {
    if (stepUp.needsMore(me) && !stepUp.isDone(me, SensitiveAct.ERASE)) {
      return ConfirmController.before("/privacy/erase");
    }
    model.addAttribute("form", Filled.nothing());
    model.addAttribute("fresh", stepUp.isDoneWithMore(me, SensitiveAct.ERASE));
    return "erase";
  }

  /**
   * Erases for good, after the password and the code where there is one, or a passkey just before,
   * and a ticked box.
   */
  @PostMapping("/erase")
  String eraseNow(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    Filled filled = Filled.with(form);
    if (!form.isTicked("understood")) {
      filled.wrong("understood", "error.understood");
    }
    boolean fresh = stepUp.isDoneWithMore(me, SensitiveAct.ERASE);
    model.addAttribute("fresh", fresh);
    if (form.get("password").isEmpty() && !fresh) {
      filled.wrong("password", "error.required");
    }
    if (!filled.isWrong()) {
      try {
        String password = form.get("password");
        confirmations.forAct(
            me, SensitiveAct.ERASE, password.isEmpty() ? null : password, form.entered("code"));
      } catch (Problem problem) {
        if (problem.type() == IdentityProblem.CONFIRMATION_NEEDED) {
          return ConfirmController.before("/privacy/erase");
        }
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
    } else if (IdentityProblem.isAboutCode(problem.type())) {
      filled.wrong("code", "error." + problem.type().code());
      model.addAttribute("code", true);
    } else {
      throw problem;
    }
  }
}

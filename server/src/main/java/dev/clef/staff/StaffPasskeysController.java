package dev.clef.staff;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.PasskeySites;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The passkeys of whoever is signed in; the first one is all they can do before they have it. */
@Controller
@RequestMapping("/staff/passkeys")
class StaffPasskeysController {

  private static final String HERE = "/staff/passkeys";
  private static final Set<String> DONE = Set.of("added", "renamed", "removed");

  private final StaffAccounts staff;
  private final PasskeySites sites;
  private final ConsoleFrame frame;

  StaffPasskeysController(StaffAccounts staff, PasskeySites sites, ConsoleFrame frame) {
    this.staff = staff;
    this.sites = sites;
    this.frame = frame;
  }

  /**
   * A passkey as it is shown.
   *
   * @param used empty when it was not used yet
   * @param model the make of its authenticator, when it was proven
   * @param certified the level of its FIDO certification
   */
  public record Row(
      UUID factorId,
      String name,
      String added,
      String used,
      @Nullable String model,
      @Nullable String certified) {}

  @GetMapping
  String show(
      @AuthenticationPrincipal StaffMember me,
      @RequestParam(required = false) @Nullable String done,
      HttpServletRequest request,
      Model model) {
    if (done != null && DONE.contains(done)) {
      model.addAttribute("done", done);
    }
    return list(me, request, model);
  }

  private String list(StaffMember me, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    frame.fill(model, request, me);
    model.addAttribute("path", HERE);
    model.addAttribute("first", !me.bound());
    model.addAttribute("passkeys", sites.rpId(request).isPresent());
    model.addAttribute(
        "rows",
        staff.passkeysOf(me).stream()
            .map(key ->
                new Row(
                    key.factorId(),
                    key.name(),
                    date(reader, key.addedAt()),
                    date(reader, key.lastUsedAt()),
                    key.model(),
                    key.certified()))
            .toList());
    return "staff-passkeys";
  }

  private static String date(Reader reader, @Nullable Instant at) {
    return at == null ? "" : Words.date(reader, at);
  }

  @PostMapping("/{factorId}")
  String rename(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID factorId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    try {
      staff.renamePasskey(me, factorId, form.get("called"));
      return "redirect:" + HERE + "?done=renamed";
    } catch (Problem problem) {
      if (!Filled.with(form).refused(problem).isWrong()) {
        throw problem;
      }
      model.addAttribute("wrong", "staff.passkeys.name");
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return list(me, request, model);
    }
  }

  @PostMapping("/{factorId}/remove")
  String remove(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID factorId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    try {
      staff.removePasskey(me, factorId);
      return "redirect:" + HERE + "?done=removed";
    } catch (Problem problem) {
      if (problem.type() != IdentityProblem.LAST_FACTOR) {
        throw problem;
      }
      model.addAttribute("wrong", "staff.passkeys.last");
      response.setStatus(HttpStatus.CONFLICT.value());
      return list(me, request, model);
    }
  }
}

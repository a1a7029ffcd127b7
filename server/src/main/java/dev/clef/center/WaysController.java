package dev.clef.center;

import dev.clef.identity.AuthenticatorApps;
import dev.clef.identity.Factors;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.LostFactors;
import dev.clef.identity.PasskeySites;
import dev.clef.identity.Passkeys;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.QrPicture;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.SensitiveAct;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** With what somebody signs in: passkeys, an authenticator app, recovery codes. */
@Controller
@RequestMapping("/privacy/ways")
class WaysController {

  private static final String HERE = "/privacy/ways";
  private static final Set<String> DONE = Set.of("added", "removed", "renamed", "not_lost");
  private static final Set<String> CHANGED = Set.of("added", "removed");

  private final Factors factors;
  private final AuthenticatorApps apps;
  private final Passkeys passkeys;
  private final PasskeySites sites;
  private final StepUp stepUp;
  private final LostFactors lost;
  private final Sessions sessions;

  WaysController(
      Factors factors,
      AuthenticatorApps apps,
      Passkeys passkeys,
      PasskeySites sites,
      StepUp stepUp,
      LostFactors lost,
      Sessions sessions) {
    this.factors = factors;
    this.apps = apps;
    this.passkeys = passkeys;
    this.sites = sites;
    this.stepUp = stepUp;
    this.lost = lost;
    this.sessions = sessions;
  }

  /**
   * A passkey as it is shown.
   *
   * @param model the make of its authenticator, when it was proven
   * @param certified the level of its FIDO certification
   */
  public record PasskeyRow(
      UUID factorId,
      String name,
      String added,
      String used,
      boolean synced,
      boolean unsteady,
      @Nullable String model,
      @Nullable String certified) {}

  /** A trusted browser as it is shown. */
  public record DeviceRow(UUID factorId, String name, String added, String used) {}

  /** The app as it is shown; both may be empty. */
  public record AppRow(String name, String added) {}

  @GetMapping
  String ways(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable String done,
      HttpServletRequest request,
      Model model) {
    me.withoutDuties();
    if (done != null && DONE.contains(done)) {
      model.addAttribute("done", done);
      model.addAttribute("others", CHANGED.contains(done) && sessions.hasOthers(me));
    }
    LostController.tell(lost, me, request, model);
    return show(me, request, model);
  }

  private String show(SignedIn me, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    Factors.Held held = factors.of(me);
    model.addAttribute(
        "passkeyRows", held.passkeys().stream().map(key -> row(key, reader)).toList());
    model.addAttribute(
        "deviceRows",
        held.deviceKeys().stream()
            .map(key ->
                new DeviceRow(
                    key.factorId(),
                    key.name(),
                    date(reader, key.addedAt()),
                    date(reader, key.lastUsedAt())))
            .toList());
    Factors.HeldApp app = held.authenticator();
    if (app != null) {
      model.addAttribute("app", new AppRow(app.name(), date(reader, app.addedAt())));
    }
    model.addAttribute("codesLeft", held.recoveryCodes().left());
    model.addAttribute("codesSince", date(reader, held.recoveryCodes().createdAt()));
    Optional<String> site = sites.rpId(request);
    if (site.isPresent()) {
      Passkeys.Accepted accepted = passkeys.accepted(me);
      model.addAttribute("accepted", String.join(" ", accepted.credentialIds()));
      model.addAttribute("user", accepted.userId());
      model.addAttribute("site", site.get());
    }
    return "ways";
  }

  private static PasskeyRow row(Factors.HeldPasskey key, Reader reader) {
    return new PasskeyRow(
        key.factorId(),
        key.name(),
        date(reader, key.addedAt()),
        date(reader, key.lastUsedAt()),
        key.synced(),
        key.unsteady(),
        key.model(),
        key.certified());
  }

  private static String date(Reader reader, @Nullable Instant at) {
    return at == null ? "" : Words.date(reader, at);
  }

  @GetMapping("/passkeys")
  String newPasskey(@AuthenticationPrincipal SignedIn me, HttpServletRequest request, Model model) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE + "/passkeys");
    }
    if (sites.rpId(request).isEmpty()) {
      return "redirect:" + HERE;
    }
    model.addAttribute(
        "form", Filled.holding("name", Browsers.name(SignInController.device(request))));
    return "passkey-new";
  }

  @GetMapping("/passkeys/{factorId}")
  String passkey(@AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId, Model model) {
    me.withoutDuties();
    return showPasskey(me, factorId, null, model);
  }

  private String showPasskey(SignedIn me, UUID factorId, @Nullable Filled filled, Model model) {
    Factors.HeldPasskey key =
        factors.of(me).passkeys().stream()
            .filter(one -> one.factorId().equals(factorId))
            .findFirst()
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    model.addAttribute("factorId", factorId);
    model.addAttribute("name", key.name());
    model.addAttribute("form", filled == null ? Filled.holding("name", key.name()) : filled);
    return "passkey";
  }

  @PostMapping("/passkeys/{factorId}")
  String rename(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable UUID factorId,
      Form form,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    try {
      factors.renamePasskey(me, factorId, form.get("name"));
      return "redirect:" + HERE + "?done=renamed";
    } catch (Problem problem) {
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return showPasskey(me, factorId, filled, model);
    }
  }

  @PostMapping("/passkeys/{factorId}/remove")
  String remove(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable UUID factorId,
      Form form,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE + "/passkeys/" + factorId);
    }
    try {
      factors.removePasskey(me, factorId);
      return "redirect:" + HERE + "?done=removed";
    } catch (Problem problem) {
      if (problem.type() != IdentityProblem.LAST_FACTOR) {
        throw problem;
      }
      response.setStatus(HttpStatus.CONFLICT.value());
      model.addAttribute("what", problem.type().code());
      return showPasskey(me, factorId, null, model);
    }
  }

  @GetMapping("/authenticator")
  String newAuthenticator(@AuthenticationPrincipal SignedIn me, Model model) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE + "/authenticator");
    }
    return show(apps.begin(me), Filled.nothing(), model);
  }

  private static String show(AuthenticatorApps.NewApp app, Filled filled, Model model) {
    model.addAttribute("picture", QrPicture.of(app.uri()));
    model.addAttribute("secret", app.secret());
    model.addAttribute("setup", app.setup());
    model.addAttribute("form", filled);
    return "authenticator";
  }

  @PostMapping("/authenticator")
  String addAuthenticator(
      @AuthenticationPrincipal SignedIn me, Form form, HttpServletResponse response, Model model) {
    me.withoutDuties();
    Optional<AuthenticatorApps.NewApp> begun = apps.again(me, form.get("setup"));
    if (begun.isEmpty() || !stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE + "/authenticator");
    }
    Filled filled = Filled.with(form);
    try {
      response.addHeader(
          HttpHeaders.SET_COOKIE,
          SessionCookie.set(apps.add(me, form.get("setup"), form.get("code"), form.get("name"))));
      return "redirect:" + HERE + "?done=added";
    } catch (Problem problem) {
      filled.refused(problem);
      if (problem.type() == IdentityProblem.WRONG_CODE) {
        filled.wrong("code", "error.wrong_code");
      } else if (problem.type() == CommonProblem.RATE_LIMITED) {
        filled.wrong("code", "error.rate_limited");
      } else if (!filled.isWrong()) {
        throw problem;
      }
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return show(begun.get(), filled, model);
  }

  @PostMapping("/authenticator/remove")
  String removeAuthenticator(@AuthenticationPrincipal SignedIn me, Form form) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE);
    }
    apps.remove(me);
    return "redirect:" + HERE + "?done=removed";
  }

  /** Shows new codes, in the answer itself: they are seen once, and no address leads to them. */
  @PostMapping("/recovery-codes")
  String makeCodes(@AuthenticationPrincipal SignedIn me, Form form, Model model) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE);
    }
    model.addAttribute("codes", factors.makeRecoveryCodes(me));
    return "recovery-codes";
  }

  @PostMapping("/recovery-codes/remove")
  String removeCodes(@AuthenticationPrincipal SignedIn me, Form form) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE);
    }
    factors.removeRecoveryCodes(me);
    return "redirect:" + HERE + "?done=removed";
  }
}

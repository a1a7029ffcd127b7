package dev.clef.center;

import dev.clef.identity.DeviceKeys;
import dev.clef.identity.Factors;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.subject.SensitiveAct;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/** Browsers somebody trusts. */
@Controller
@RequestMapping("/privacy/ways/device-keys")
class DeviceKeysController {

  private static final String WAYS = "/privacy/ways";
  private static final String HERE = WAYS + "/device-keys";

  private final Factors factors;
  private final DeviceKeys keys;
  private final StepUp stepUp;

  DeviceKeysController(Factors factors, DeviceKeys keys, StepUp stepUp) {
    this.factors = factors;
    this.keys = keys;
    this.stepUp = stepUp;
  }

  @GetMapping
  String newKey(@AuthenticationPrincipal SignedIn me, HttpServletRequest request, Model model) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE);
    }
    model.addAttribute(
        "form", Filled.holding("name", Browsers.name(SignInController.device(request))));
    return "device-key-new";
  }

  @GetMapping("/{factorId}")
  String key(@AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId, Model model) {
    me.withoutDuties();
    return show(me, factorId, null, model);
  }

  private String show(SignedIn me, UUID factorId, @Nullable Filled filled, Model model) {
    Factors.HeldDeviceKey key =
        factors.of(me).deviceKeys().stream()
            .filter(one -> one.factorId().equals(factorId))
            .findFirst()
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    model.addAttribute("factorId", factorId);
    model.addAttribute("name", key.name());
    model.addAttribute("form", filled == null ? Filled.holding("name", key.name()) : filled);
    return "device-key";
  }

  @PostMapping("/{factorId}")
  String rename(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable UUID factorId,
      Form form,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    try {
      keys.rename(me, factorId, form.get("name"));
      return "redirect:" + WAYS + "?done=renamed";
    } catch (Problem problem) {
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return show(me, factorId, filled, model);
    }
  }

  @PostMapping("/{factorId}/remove")
  String remove(@AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId, Form form) {
    me.withoutDuties();
    if (!stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR)) {
      return ConfirmController.before(HERE + "/" + factorId);
    }
    keys.remove(me, factorId);
    return "redirect:" + WAYS + "?done=removed";
  }
}

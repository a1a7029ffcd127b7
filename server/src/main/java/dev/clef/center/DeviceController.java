package dev.clef.center;

import dev.clef.identity.SignedIn;
import dev.clef.keys.Handover;
import dev.clef.openid.DeviceRequests;
import dev.clef.openid.OpenidProblem;
import dev.clef.openid.OpenidProperties;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where somebody types the code their device shows, and is asked whether it may sign in as them
 * (RFC 8628 §3.3). Typing is limited by person and by network: a code is short. The question
 * travels sealed and for this person alone.
 */
@Controller
class DeviceController {

  /** The names of the limits on typing codes. */
  static final String BY_PERSON = "device-code-person";

  static final String BY_NETWORK = "device-code-network";

  private static final String PURPOSE = "device";
  private static final Duration VALID = Duration.ofMinutes(10);
  private static final int MAX_CHARS = 32;

  private final DeviceRequests requests;
  private final Handover handover;
  private final RateLimits limits;
  private final ClientAddresses addresses;
  private final OpenidProperties properties;

  DeviceController(
      DeviceRequests requests,
      Handover handover,
      RateLimits limits,
      ClientAddresses addresses,
      OpenidProperties properties) {
    this.requests = requests;
    this.handover = handover;
    this.limits = limits;
    this.addresses = addresses;
    this.properties = properties;
  }

  /** A code in the address is only typed for the person, who still has to send it. */
  @GetMapping("/device")
  String form(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(name = "user_code", required = false) @Nullable String code,
      Model model) {
    me.withoutDuties();
    String typed = code == null || code.length() > MAX_CHARS ? "" : code;
    model.addAttribute("form", Filled.holding("user_code", typed));
    return "device";
  }

  @PostMapping("/device")
  String ask(
      @AuthenticationPrincipal SignedIn me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    limits.require(BY_PERSON, me.subject().toString());
    limits.require(BY_NETWORK, addresses.of(request).network());
    String typed = form.get("user_code");
    Optional<DeviceRequests.Asked> found =
        typed.length() > MAX_CHARS ? Optional.empty() : requests.find(typed);
    if (found.isEmpty()) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("form", Filled.with(form).wrong("user_code", "error.user_code"));
      return "device";
    }
    DeviceRequests.Asked asked = found.get();
    model.addAttribute(
        "question", handover.seal(PURPOSE, asked.requestId() + " " + me.subject(), VALID));
    model.addAttribute("applicationName", asked.client().name());
    model.addAttribute("scopes", asked.scopes());
    model.addAttribute("days", properties.grantDays());
    model.addAttribute("userCode", typed.strip().toUpperCase(Locale.ROOT));
    return "device-consent";
  }

  @PostMapping("/device/allow")
  String allow(@AuthenticationPrincipal SignedIn me, Form form, Model model) {
    me.withoutDuties();
    return done(requests.allow(question(me, form), me), true, model);
  }

  @PostMapping("/device/refuse")
  String refuse(@AuthenticationPrincipal SignedIn me, Form form, Model model) {
    return done(requests.refuse(question(me, form), me), false, model);
  }

  private UUID question(SignedIn me, Form form) {
    return handover
        .open(PURPOSE, form.get("question"))
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(me.subject().toString()))
        .map(parts -> UUID.fromString(parts[0]))
        .orElseThrow(() -> Problem.of(OpenidProblem.INVALID_REQUEST));
  }

  private static String done(boolean inTime, boolean allowed, Model model) {
    if (!inTime) {
      throw Problem.of(OpenidProblem.INVALID_REQUEST);
    }
    model.addAttribute("allowed", allowed);
    return "device-done";
  }
}

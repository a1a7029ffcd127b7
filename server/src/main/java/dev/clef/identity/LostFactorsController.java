package dev.clef.identity;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Passkeys, app and recovery codes that are lost. */
@RestController
@RequestMapping("/api/v1")
class LostFactorsController {

  private final LostFactors lost;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  LostFactorsController(LostFactors lost, RateLimits limits, ClientAddresses addresses) {
    this.lost = lost;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Checks the password and sends a code. */
  @Described(
      value =
          "Say that passkeys, app and recovery codes are lost: a code goes to the confirmed address"
              + " of the account.",
      problems = {
        "wrong_credentials",
        "nothing_lost",
        "no_letters",
        "account_disabled",
        "rate_limited",
        "busy"
      })
  @PostMapping("/lost-factors")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Loss ask(@RequestBody Claim claim, HttpServletRequest request, Locale language) {
    String name = MeController.required("name", claim.name());
    String password = MeController.required("password", claim.password());
    ClientAddress address = addresses.of(request);
    limits.require("sign-in-address", address.network());
    limits.require("sign-in-name", SignIn.limitKey(name));
    return new Loss(lost.ask(name, password, address.network(), language));
  }

  /** Checks the code. */
  @Described(
      value =
          "Enter the code that came by mail: the first time the days of waiting begin, after them"
              + " everything that is lost is removed.",
      problems = {"wrong_code", "code_expired", "rate_limited"})
  @PostMapping("/lost-factors/confirm")
  LossState confirm(@RequestBody LossCode entered, HttpServletRequest request) {
    LostFactors.Outcome outcome =
        lost.confirm(
            MeController.required("loss", entered.loss()),
            MeController.required("code", entered.code()),
            addresses.of(request).network());
    return new LossState(outcome.state() == LostFactors.State.REMOVED, outcome.readyAt());
  }

  /** Nothing is lost. */
  @Described(
      value = "Say that nothing is lost: what you have stays.",
      problems = {"not_signed_in", "not_found"})
  @DeleteMapping("/me/lost-factors")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(@AuthenticationPrincipal SignedIn me) {
    if (!lost.withdraw(me)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  /** User name or e-mail address, and the password. */
  record Claim(@Nullable String name, @Nullable String password) {}

  /** What was answered before, and the code. */
  record LossCode(@Nullable String loss, @Nullable String code) {}

  /** What goes with the next step; it says nothing to anybody but this service. */
  record Loss(String loss) {

    @Override
    public String toString() {
      return "Loss[<redacted>]";
    }
  }

  /**
   * What became of it.
   *
   * @param readyAt from when on another code removes what is lost; null when it is removed
   */
  record LossState(boolean removed, @Nullable Instant readyAt) {}
}

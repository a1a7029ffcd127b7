package dev.clef.identity;

import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The steps before an account: an address, and the code that was sent there. */
@RestController
@RequestMapping("/api/v1/registrations")
class RegistrationsController {

  private final RegistrationByMail registration;
  private final ClientAddresses addresses;

  RegistrationsController(RegistrationByMail registration, ClientAddresses addresses) {
    this.registration = registration;
    this.addresses = addresses;
  }

  /** Sends a code; the answer does not tell whether there is an account already. */
  @Described(
      value =
          "Prove an e-mail address: sends a code there, or word that there is an account already; the answer is the same.",
      problems = {"invalid_fields", "no_letters", "rate_limited"})
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Handle ask(@RequestBody Address address, HttpServletRequest request, Locale language) {
    String email = MeController.required("email", address.email());
    return new Handle(registration.ask(email.strip(), addresses.of(request).network(), language));
  }

  /** Checks the code. */
  @Described(
      value =
          "Enter the code that came by mail; what this answers is good for one account. A code is good for five tries.",
      problems = {"invalid_fields", "wrong_code", "code_expired", "rate_limited"})
  @PostMapping("/confirm")
  Handle confirm(@RequestBody Proof proof, HttpServletRequest request) {
    String asked = MeController.required("registration", proof.registration());
    String code = MeController.required("code", proof.code());
    return registration
        .confirm(asked, code, addresses.of(request).network())
        .map(Handle::new)
        .orElseThrow(() -> Problem.of(IdentityProblem.WRONG_CODE));
  }

  /** Where the code is to go. */
  record Address(@Nullable String email) {}

  /** What was answered before, and the code. */
  record Proof(@Nullable String registration, @Nullable String code) {}

  /** What goes with the next step; it says nothing to anybody but this service. */
  record Handle(String registration) {

    @Override
    public String toString() {
      return "Handle[<redacted>]";
    }
  }
}

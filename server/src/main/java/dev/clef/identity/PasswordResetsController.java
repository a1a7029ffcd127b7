package dev.clef.identity;

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

/** A new password without the old one. */
@RestController
@RequestMapping("/api/v1/password-resets")
class PasswordResetsController {

  private final PasswordReset reset;
  private final ClientAddresses addresses;

  PasswordResetsController(PasswordReset reset, ClientAddresses addresses) {
    this.reset = reset;
    this.addresses = addresses;
  }

  /** Sends a code, if there is somebody to send it to; the answer does not tell. */
  @Described(
      value =
          "Ask for a new password by user name or e-mail address: a code goes to the confirmed address of the account, if there is one; the answer is the same.",
      problems = {"invalid_fields", "no_letters", "rate_limited"})
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Handle ask(@RequestBody Name name, HttpServletRequest request, Locale language) {
    String entered = MeController.required("name", name.name());
    return new Handle(reset.ask(entered, addresses.of(request).network(), language));
  }

  /** Checks the code and stores the new password. */
  @Described(
      value =
          "Enter the code that came by mail and a new password: every session and what applications hold end, second factors stay.",
      problems = {"invalid_fields", "wrong_code", "code_expired", "rate_limited", "busy"})
  @PostMapping("/confirm")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void confirm(@RequestBody Choice choice, HttpServletRequest request) {
    String asked = MeController.required("reset", choice.reset());
    String code = MeController.required("code", choice.code());
    String chosen = MeController.required("new_password", choice.newPassword());
    reset.confirmAndChoose(asked, code, chosen, addresses.of(request).network());
  }

  /** User name or e-mail address. */
  record Name(@Nullable String name) {}

  /** What was answered before, the code, and the new password. */
  record Choice(@Nullable String reset, @Nullable String code, @Nullable String newPassword) {}

  /** What goes with the next step; it says nothing to anybody but this service. */
  record Handle(String reset) {

    @Override
    public String toString() {
      return "Handle[<redacted>]";
    }
  }
}

package dev.clef.identity;

import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The proof that a signed-in person reads what comes to their address. */
@RestController
@RequestMapping("/api/v1/me/email/confirmation")
class EmailController {

  private final EmailConfirmation confirmation;
  private final ClientAddresses addresses;

  EmailController(EmailConfirmation confirmation, ClientAddresses addresses) {
    this.confirmation = confirmation;
    this.addresses = addresses;
  }

  /** Sends a code to the address on the account. */
  @Described(
      value = "Send a code to the e-mail address on the account, which is not confirmed yet.",
      problems = {
        "not_signed_in",
        "action_required",
        "wrong_credentials",
        "code_required",
        "wrong_code",
        "codes_locked",
        "nothing_to_confirm",
        "no_letters",
        "rate_limited"
      })
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  void ask(
      @AuthenticationPrincipal SignedIn me,
      @RequestBody Again again,
      HttpServletRequest request,
      Locale language) {
    me.withoutDuties();
    String password = MeController.required("password", again.password());
    confirmation.ask(
        me.subject(), password, again.code(), addresses.of(request).network(), language);
  }

  /** Checks the code. */
  @Described(
      value =
          "Enter the code: the address counts for signing in and for a new password from now on; the"
              + " session goes on under another cookie.",
      problems = {
        "not_signed_in",
        "action_required",
        "invalid_fields",
        "wrong_code",
        "code_expired",
        "nothing_to_confirm"
      })
  @PostMapping("/confirm")
  ResponseEntity<Void> confirm(@AuthenticationPrincipal SignedIn me, @RequestBody Entered entered) {
    me.withoutDuties();
    Sessions.Opened session =
        confirmation.confirm(me, MeController.required("code", entered.code()));
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(session))
        .build();
  }

  /** The password once more, and the code of the authenticator where there is one. */
  record Again(@Nullable String password, @Nullable String code) {}

  /** The code that came by mail. */
  record Entered(@Nullable String code) {}
}

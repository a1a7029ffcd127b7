package dev.clef.identity;

import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys, authenticator apps and recovery codes: sign-in with them, and what a person has. */
@RestController
@RequestMapping("/api/v1")
class FactorController {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Factors factors;
  private final AuthenticatorApps apps;
  private final Passkeys passkeys;
  private final PasskeySites sites;
  private final Confirmations confirmations;
  private final Sessions sessions;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  FactorController(
      Factors factors,
      AuthenticatorApps apps,
      Passkeys passkeys,
      PasskeySites sites,
      Confirmations confirmations,
      Sessions sessions,
      RateLimits limits,
      ClientAddresses addresses) {
    this.factors = factors;
    this.apps = apps;
    this.passkeys = passkeys;
    this.sites = sites;
    this.confirmations = confirmations;
    this.sessions = sessions;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Asks for a passkey, of whomever. */
  @Described(
      value = "Begin a sign-in by passkey: what to give to navigator.credentials.get.",
      problems = {"no_site", "rate_limited"})
  @PostMapping("/sign-in/passkey/challenge")
  Asked askToSignIn(HttpServletRequest request) {
    limits.require("sign-in-address", addresses.of(request).network());
    return Asked.of(passkeys.toSignIn(sites.of(request)));
  }

  /** Signs in by passkey and sets the session cookie. */
  @Described(
      value = "Sign in by passkey; sets the session cookie.",
      problems = {
        "passkey_refused",
        "passkey_unknown",
        "account_disabled",
        "parent_needed",
        "no_site",
        "rate_limited"
      })
  @PostMapping("/sign-in/passkey")
  ResponseEntity<AccountController.SignInAnswer> signIn(
      @AuthenticationPrincipal @Nullable SignedIn me,
      @RequestBody PasskeyAnswer answer,
      HttpServletRequest request) {
    ClientAddress address = addresses.of(request);
    limits.require("sign-in-address", address.network());
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    SignIn.Result result =
        passkeys.signIn(
            MeController.required("challenge", answer.challenge()),
            json(answer.credential()),
            sites.of(request),
            agent == null ? "" : agent,
            address.text());
    if (me != null) {
      // The browser has forgotten it with this answer.
      sessions.end(me.subject(), me.sessionId());
    }
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(result.session()))
        .body(
            new AccountController.SignInAnswer(
                result.duties().stream().map(Duty::code).sorted().toList()));
  }

  /** Proves by password who one is. */
  @Described(
      value =
          "Prove once more by password, and code where there is an authenticator, who you are; the"
              + " session goes on under another cookie.",
      problems = {
        "not_signed_in",
        "wrong_credentials",
        "code_required",
        "wrong_code",
        "codes_locked",
        "rate_limited"
      })
  @PostMapping("/me/confirmation")
  ResponseEntity<Void> confirm(
      @AuthenticationPrincipal SignedIn me, @RequestBody PasswordProof proof) {
    return renewed(
        confirmations.byPassword(
            me, MeController.required("password", proof.password()), proof.code()));
  }

  /** Sends a code. */
  @Described(
      value = "Send a code to your e-mail address, to be entered beside the password.",
      problems = {"not_signed_in", "no_letters", "rate_limited"})
  @PostMapping("/me/confirmation/mail")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void sendMail(@AuthenticationPrincipal SignedIn me, HttpServletRequest request, Locale language) {
    confirmations.sendMail(me, addresses.of(request).network(), language);
  }

  /** Proves by the code of a letter who one is. */
  @Described(
      value =
          "Prove by the code of the letter who you are; the session goes on under another cookie.",
      problems = {"not_signed_in", "wrong_code", "code_expired"})
  @PostMapping("/me/confirmation/mail/code")
  ResponseEntity<Void> confirm(
      @AuthenticationPrincipal SignedIn me, @RequestBody MailCode entered) {
    return renewed(confirmations.byMail(me, MeController.required("code", entered.code())));
  }

  /** Asks for a passkey of the person. */
  @Described(
      value = "Begin to prove by passkey who you are: what to give to navigator.credentials.get.",
      problems = {"not_signed_in", "no_site"})
  @PostMapping("/me/confirmation/passkey/challenge")
  Asked askToConfirm(@AuthenticationPrincipal SignedIn me, HttpServletRequest request) {
    return Asked.of(passkeys.toConfirm(me, sites.of(request)));
  }

  /** Proves by passkey who one is. */
  @Described(
      value = "Prove once more by passkey who you are; the session goes on under another cookie.",
      problems = {"not_signed_in", "passkey_refused", "passkey_unknown", "no_site", "rate_limited"})
  @PostMapping("/me/confirmation/passkey")
  ResponseEntity<Void> confirm(
      @AuthenticationPrincipal SignedIn me,
      @RequestBody PasskeyAnswer answer,
      HttpServletRequest request) {
    return renewed(
        confirmations.byPasskey(
            me,
            MeController.required("challenge", answer.challenge()),
            json(answer.credential()),
            sites.of(request)));
  }

  /** What the person has. */
  @Described(
      value = "With what you can prove who you are, beside the password.",
      problems = {"not_signed_in", "action_required"})
  @GetMapping("/me/factors")
  Factors.Held held(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return factors.of(me);
  }

  /** Asks for a new passkey. */
  @Described(
      value = "Begin to add a passkey: what to give to navigator.credentials.create.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "too_many_factors",
        "no_site"
      })
  @PostMapping("/me/passkeys/challenge")
  Asked askToAdd(@AuthenticationPrincipal SignedIn me, HttpServletRequest request) {
    me.withoutDuties();
    return Asked.of(factors.beginPasskey(me, sites.of(request)));
  }

  /** Adds a passkey. */
  @Described(
      value = "Add a passkey; the session goes on under another cookie.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "passkey_refused",
        "authenticator_unknown",
        "authenticator_unsafe",
        "invalid_fields",
        "too_many_factors",
        "no_site"
      })
  @PostMapping("/me/passkeys")
  ResponseEntity<Void> add(
      @AuthenticationPrincipal SignedIn me,
      @RequestBody NewPasskey made,
      HttpServletRequest request) {
    me.withoutDuties();
    return renewed(
        factors.addPasskey(
            me,
            MeController.required("challenge", made.challenge()),
            json(made.credential()),
            MeController.required("name", made.name()),
            sites.of(request)));
  }

  /** Renames a passkey. */
  @Described(
      value = "Give a passkey another name.",
      problems = {"not_signed_in", "action_required", "invalid_fields", "not_found"})
  @PatchMapping("/me/passkeys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rename(
      @AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId, @RequestBody Name name) {
    me.withoutDuties();
    factors.renamePasskey(me, factorId, MeController.required("name", name.name()));
  }

  /** Removes a passkey. */
  @Described(
      value = "Remove a passkey; the last one only while there is an authenticator app.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "last_factor",
        "not_found"
      })
  @DeleteMapping("/me/passkeys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId) {
    me.withoutDuties();
    factors.removePasskey(me, factorId);
  }

  /** Begins to add an authenticator app. */
  @Described(
      value = "Begin to add an authenticator app, in place of the one there is.",
      problems = {"not_signed_in", "action_required", "confirmation_needed"})
  @PostMapping("/me/authenticator/setup")
  AuthenticatorApps.NewApp beginAuthenticator(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return apps.begin(me);
  }

  /** Adds an authenticator app. */
  @Described(
      value =
          "Add the authenticator app that shows this code; the session goes on under another"
              + " cookie.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "wrong_code",
        "invalid_fields",
        "rate_limited"
      })
  @PostMapping("/me/authenticator")
  ResponseEntity<Void> addAuthenticator(
      @AuthenticationPrincipal SignedIn me, @RequestBody NewAuthenticator made) {
    me.withoutDuties();
    return renewed(
        apps.add(
            me,
            MeController.required("setup", made.setup()),
            MeController.required("code", made.code()),
            MeController.required("name", made.name())));
  }

  /** Renames the authenticator app. */
  @Described(
      value = "Give the authenticator app another name.",
      problems = {"not_signed_in", "action_required", "invalid_fields", "not_found"})
  @PatchMapping("/me/authenticator")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void renameAuthenticator(@AuthenticationPrincipal SignedIn me, @RequestBody Name name) {
    me.withoutDuties();
    apps.rename(me, MeController.required("name", name.name()));
  }

  /** Removes the authenticator app. */
  @Described(
      value = "Remove the authenticator app.",
      problems = {"not_signed_in", "action_required", "confirmation_needed", "not_found"})
  @DeleteMapping("/me/authenticator")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeAuthenticator(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    apps.remove(me);
  }

  /** Makes new recovery codes. */
  @Described(
      value = "Make new recovery codes, seen this once; earlier ones are worth nothing then.",
      problems = {"not_signed_in", "action_required", "confirmation_needed"})
  @PostMapping("/me/recovery-codes")
  Codes makeRecoveryCodes(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return new Codes(factors.makeRecoveryCodes(me));
  }

  /** Removes the recovery codes. */
  @Described(
      value = "Make all recovery codes worthless.",
      problems = {"not_signed_in", "action_required", "confirmation_needed", "not_found"})
  @DeleteMapping("/me/recovery-codes")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeRecoveryCodes(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    factors.removeRecoveryCodes(me);
  }

  private static ResponseEntity<Void> renewed(Sessions.Opened session) {
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(session))
        .build();
  }

  private static String json(@Nullable Map<String, Object> credential) {
    return JSON.writeValueAsString(MeController.required("credential", credential));
  }

  /**
   * A question to an authenticator.
   *
   * @param challenge comes back with the answer
   * @param publicKey for {@code PublicKeyCredential.parse…OptionsFromJSON}
   */
  record Asked(String challenge, Map<String, Object> publicKey) {

    static Asked of(PasskeyQuestion question) {
      return new Asked(question.challenge(), question.publicKey());
    }
  }

  /** The challenge that came with the question, and what {@code toJSON} says of the credential. */
  record PasskeyAnswer(@Nullable String challenge, @Nullable Map<String, Object> credential) {}

  /** Likewise, and what the key is called. */
  record NewPasskey(
      @Nullable String challenge,
      @Nullable Map<String, Object> credential,
      @Nullable String name) {}

  /** Password, and code of the authenticator where there is one, or for recovery. */
  record PasswordProof(@Nullable String password, @Nullable String code) {}

  /** The code of a letter. */
  record MailCode(@Nullable String code) {}

  /** What came with the setup, the code the app shows, and what it is called. */
  record NewAuthenticator(@Nullable String setup, @Nullable String code, @Nullable String name) {}

  /** A name. */
  record Name(@Nullable String name) {}

  /** Recovery codes. */
  record Codes(List<String> codes) {}
}

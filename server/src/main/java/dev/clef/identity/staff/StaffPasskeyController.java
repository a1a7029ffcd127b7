package dev.clef.identity.staff;

import static dev.clef.identity.staff.StaffController.required;

import dev.clef.identity.PasskeyQuestion;
import dev.clef.identity.PasskeySites;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Passkeys of staff: sign-in with them, those one has, and the proofs of the browser. */
@RestController
@RequestMapping("/api/v1/staff")
class StaffPasskeyController {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final StaffAccounts staff;
  private final PasskeySites sites;
  private final ClientAddresses addresses;

  StaffPasskeyController(StaffAccounts staff, PasskeySites sites, ClientAddresses addresses) {
    this.staff = staff;
    this.sites = sites;
    this.addresses = addresses;
  }

  /** Asks for a passkey, of whomever. */
  @Described(
      value = "Begin a sign-in of staff by passkey: what to give to navigator.credentials.get.",
      problems = {"no_site", "rate_limited"})
  @PostMapping("/sign-in/passkey/challenge")
  Asked askToSignIn(HttpServletRequest request) {
    return Asked.of(staff.toSignIn(sites.of(request), addresses.of(request)));
  }

  /** Signs in by passkey. */
  @Described(
      value =
          "Sign in as staff by passkey; sets the cookie of a session that is bound to the key of"
              + " this browser.",
      problems = {
        "passkey_refused",
        "passkey_unknown",
        "invalid_fields",
        "no_site",
        "rate_limited"
      })
  @PostMapping("/sign-in/passkey")
  ResponseEntity<Void> signIn(
      @AuthenticationPrincipal @Nullable StaffMember before,
      @RequestBody Answer answer,
      HttpServletRequest request) {
    StaffAccounts.Opened session =
        staff.signIn(
            required("challenge", answer.challenge()),
            json(answer.credential()),
            new BrowserBinding(
                required("browser_key", answer.browserKey()),
                required("browser_proof", answer.browserProof())),
            sites.of(request),
            addresses.of(request));
    if (before != null) {
      staff.signOut(before); // the browser has forgotten it with this answer
    }
    return StaffController.opened(session);
  }

  /** Asks for a new passkey. */
  @Described(
      value =
          "Begin to add a passkey of staff: what to give to navigator.credentials.create. Staff.",
      problems = {"not_signed_in", "fresh_sign_in_needed", "too_many_factors", "no_site"})
  @PostMapping("/passkeys/challenge")
  Asked askToAdd(@AuthenticationPrincipal StaffMember me, HttpServletRequest request) {
    return Asked.of(staff.toAdd(me, sites.of(request)));
  }

  /** Adds a passkey. */
  @Described(
      value =
          "Add a passkey of staff; with the first one password and code end, and the session goes on"
              + " under another cookie, bound to the key of this browser. Staff.",
      problems = {
        "not_signed_in",
        "fresh_sign_in_needed",
        "passkey_refused",
        "authenticator_unknown",
        "authenticator_unsafe",
        "invalid_fields",
        "too_many_factors",
        "no_site"
      })
  @PostMapping("/passkeys")
  ResponseEntity<Void> add(
      @AuthenticationPrincipal StaffMember me,
      @RequestBody NewKey made,
      HttpServletRequest request) {
    String key = made.browserKey();
    String proof = made.browserProof();
    return staff
        .add(
            me,
            required("challenge", made.challenge()),
            json(made.credential()),
            required("name", made.name()),
            key == null || proof == null ? null : new BrowserBinding(key, proof),
            sites.of(request))
        .map(StaffController::opened)
        .orElseGet(() -> ResponseEntity.noContent().build());
  }

  /** Those one has. */
  @Described(
      value = "Your passkeys. Staff.",
      problems = {"not_signed_in", "passkey_needed"})
  @GetMapping("/passkeys")
  Keys list(@AuthenticationPrincipal StaffMember me) {
    return new Keys(staff.passkeysOf(me));
  }

  /** Renames one. */
  @Described(
      value = "Give one of your passkeys another name. Staff.",
      problems = {"not_signed_in", "passkey_needed", "invalid_fields", "not_found"})
  @PatchMapping("/passkeys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rename(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID factorId,
      @RequestBody Name name) {
    staff.renamePasskey(me, factorId, required("name", name.name()));
  }

  /** Removes one. */
  @Described(
      value = "Remove one of your passkeys, never the last; other sessions end. Staff.",
      problems = {
        "not_signed_in",
        "passkey_needed",
        "fresh_sign_in_needed",
        "last_factor",
        "not_found"
      })
  @DeleteMapping("/passkeys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal StaffMember me, @PathVariable UUID factorId) {
    staff.removePasskey(me, factorId);
  }

  /** Asks the browser for a proof. */
  @Described(
      value = "Begin a proof of the browser: what it signs with the key of the session. Staff.",
      problems = {"not_signed_in"})
  @PostMapping("/session/proof/challenge")
  ProofQuestion askToProve(@AuthenticationPrincipal StaffMember me) {
    return new ProofQuestion(staff.proofQuestion(me));
  }

  /** Takes a proof. */
  @Described(
      value =
          "Prove that the session is that of this browser; it is believed for minutes and goes on"
              + " under another cookie. Staff.",
      problems = {"not_signed_in", "proof_refused", "invalid_fields"})
  @PostMapping("/session/proof")
  ResponseEntity<Void> prove(
      @AuthenticationPrincipal StaffMember me,
      @RequestBody Proof proof,
      HttpServletRequest request) {
    Optional<StaffAccounts.Opened> next =
        staff.prove(
            me,
            StaffAccounts.COOKIE.read(request).orElse(""),
            required("challenge", proof.challenge()),
            required("signature", proof.signature()));
    ResponseEntity.HeadersBuilder<?> answer = ResponseEntity.noContent();
    next.ifPresent(session ->
        answer.header(
            HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.set(session.token(), session.maxAge())));
    return answer.build();
  }

  private static String json(@Nullable Map<String, Object> credential) {
    return JSON.writeValueAsString(required("credential", credential));
  }

  /** A question to an authenticator. */
  record Asked(String challenge, Map<String, Object> publicKey) {

    static Asked of(PasskeyQuestion question) {
      return new Asked(question.challenge(), question.publicKey());
    }
  }

  /**
   * What an authenticator answered, and the key of the browser.
   *
   * @param credential what {@code toJSON} says of it
   * @param browserKey SubjectPublicKeyInfo of P-256, in base64url
   * @param browserProof "clef session", a line feed and the challenge, signed with that key: r and
   *     s in base64url
   */
  record Answer(
      @Nullable String challenge,
      @Nullable Map<String, Object> credential,
      @Nullable String browserKey,
      @Nullable String browserProof) {}

  /** Likewise, of a new key, and what it is called. */
  record NewKey(
      @Nullable String challenge,
      @Nullable Map<String, Object> credential,
      @Nullable String name,
      @Nullable String browserKey,
      @Nullable String browserProof) {}

  /** Passkeys. */
  record Keys(List<StaffAccounts.HeldPasskey> passkeys) {}

  /** A name. */
  record Name(@Nullable String name) {}

  /** What is to be signed: "clef session", a line feed and this. */
  record ProofQuestion(String challenge) {}

  /** The challenge, and the signature: r and s in base64url. */
  record Proof(@Nullable String challenge, @Nullable String signature) {}
}

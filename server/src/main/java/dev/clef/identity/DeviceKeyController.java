package dev.clef.identity;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys of browsers somebody trusts: what they sign, added, named and removed. */
@RestController
@RequestMapping("/api/v1")
class DeviceKeyController {

  private final DeviceKeys keys;
  private final DeviceKeyProofs proofs;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  DeviceKeyController(
      DeviceKeys keys, DeviceKeyProofs proofs, RateLimits limits, ClientAddresses addresses) {
    this.keys = keys;
    this.proofs = proofs;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Asks a browser for a proof, to be sent with the password. */
  @Described(
      value =
          "What a trusted browser signs to sign in: \"clef device\", a line feed and the challenge. The"
              + " answer goes with the password, good once and for a minute.",
      problems = {"invalid_fields", "rate_limited"})
  @PostMapping("/sign-in/device-key/challenge")
  Question askToSignIn(@RequestBody Keys known, HttpServletRequest request) {
    limits.require("sign-in-address", addresses.of(request).network());
    List<UUID> factorIds = MeController.required("factor_ids", known.factorIds());
    if (factorIds.isEmpty()
        || factorIds.size() > DeviceKeyProofs.MOST_KEYS
        || factorIds.stream().anyMatch(Objects::isNull)) {
      throw Problem.field("factor_ids", FieldReason.INVALID);
    }
    return new Question(proofs.ask(factorIds));
  }

  /** Begins to trust a browser. */
  @Described(
      value =
          "Begin to trust a browser: what it signs, after \"clef device\" and a line feed, with a key it"
              + " has made.",
      problems = {"not_signed_in", "action_required", "confirmation_needed", "too_many_factors"})
  @PostMapping("/me/device-keys/challenge")
  Question askToAdd(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return new Question(keys.begin(me));
  }

  /** Trusts a browser. */
  @Described(
      value = "Trust the browser that has this key; the session goes on under another cookie.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "proof_refused",
        "invalid_fields",
        "too_many_factors",
        "rate_limited"
      })
  @PostMapping("/me/device-keys")
  ResponseEntity<Added> add(@AuthenticationPrincipal SignedIn me, @RequestBody NewKey made) {
    me.withoutDuties();
    DeviceKeys.Added added =
        keys.add(
            me,
            MeController.required("challenge", made.challenge()),
            MeController.required("public_key", made.publicKey()),
            MeController.required("signature", made.signature()),
            MeController.required("name", made.name()));
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(added.session()))
        .body(new Added(added.factorId()));
  }

  /** Renames one. */
  @Described(
      value = "Give a trusted browser another name.",
      problems = {"not_signed_in", "action_required", "invalid_fields", "not_found"})
  @PatchMapping("/me/device-keys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rename(
      @AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId, @RequestBody Name name) {
    me.withoutDuties();
    keys.rename(me, factorId, MeController.required("name", name.name()));
  }

  /** Removes one. */
  @Described(
      value = "Trust a browser no more.",
      problems = {"not_signed_in", "action_required", "confirmation_needed", "not_found"})
  @DeleteMapping("/me/device-keys/{factorId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal SignedIn me, @PathVariable UUID factorId) {
    me.withoutDuties();
    keys.remove(me, factorId);
  }

  /** The keys a browser has; one to eight. */
  record Keys(@Nullable List<UUID> factorIds) {}

  /** What is to be signed, after {@code clef device} and a line feed. */
  record Question(String challenge) {}

  /**
   * A key of a browser.
   *
   * @param publicKey SubjectPublicKeyInfo of P-256, in base64url
   * @param signature r and s in base64url
   * @param name what the browser is called
   */
  record NewKey(
      @Nullable String challenge,
      @Nullable String publicKey,
      @Nullable String signature,
      @Nullable String name) {}

  /** Under which name the browser keeps its key. */
  record Added(UUID factorId) {}

  /** A name. */
  record Name(@Nullable String name) {}
}

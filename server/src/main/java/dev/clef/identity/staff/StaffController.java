package dev.clef.identity.staff;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.openapi.Described;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The first staff account, and the door of the console. */
@RestController
@RequestMapping("/api/v1")
class StaffController {

  private final StaffAccounts staff;
  private final StaffPeople people;
  private final ClientAddresses addresses;

  StaffController(StaffAccounts staff, StaffPeople people, ClientAddresses addresses) {
    this.staff = staff;
    this.people = people;
    this.addresses = addresses;
  }

  /** Makes a new link where no terminal showed one. */
  @Described(
      value =
          "Make a new link to the first staff account; the one before ends. With reopen, a new way"
              + " into the account of the only administrator, or of the one with this name while"
              + " no other administrator is signed in; its sessions and passkeys end. Operator.",
      problems = {"staff_exists", "others_can", "not_found", "forbidden"})
  @PostMapping("/staff-setup-link")
  @ResponseStatus(HttpStatus.CREATED)
  SetupLink link(@RequestBody(required = false) @Nullable LinkWanted wanted) {
    if (wanted != null && Boolean.TRUE.equals(wanted.reopen())) {
      return new SetupLink(people.renewForOperator(wanted.name()).path());
    }
    return new SetupLink(StaffAccounts.SETUP_PAGE + staff.newSetupTokenForOperator().expose());
  }

  /** Enters name and password; the answer is for the authenticator app. */
  @Described(
      value = "Enter name and password of a new staff account; then confirm with a code.",
      problems = {"link_not_valid", "invalid_fields", "rate_limited", "busy"})
  @PostMapping("/staff/setup")
  StaffAccounts.Enrolment setUp(@RequestBody NewStaff entered, HttpServletRequest request) {
    return staff.setUp(
        required("token", entered.token()),
        required("name", entered.name()),
        required("password", entered.password()),
        addresses.of(request));
  }

  /** Confirms with a code; the link is used up. */
  @Described(
      value =
          "Confirm a staff account with a code of its authenticator; sets the cookie of a session"
              + " that can do nothing but add a passkey.",
      problems = {"link_not_valid", "wrong_code", "invalid_fields", "rate_limited"})
  @PostMapping("/staff/setup/confirm")
  ResponseEntity<Void> confirm(@RequestBody SetupCode entered, HttpServletRequest request) {
    return opened(
        staff.confirm(
            required("token", entered.token()),
            required("code", entered.code()),
            addresses.of(request)));
  }

  /** Signs in and sets the session cookie of staff. */
  @Described(
      value =
          "Sign in as staff with password and code, where there is no passkey yet; sets the cookie"
              + " of a session that can do nothing but add one.",
      problems = {"sign_in_failed", "rate_limited", "busy"})
  @PostMapping("/staff/sign-in")
  ResponseEntity<Void> signIn(@RequestBody StaffSignInRequest entered, HttpServletRequest request) {
    return opened(
        staff.signIn(
            required("name", entered.name()),
            required("password", entered.password()),
            required("code", entered.code()),
            addresses.of(request)));
  }

  static ResponseEntity<Void> opened(StaffAccounts.Opened session) {
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.set(session.token(), session.maxAge()))
        .build();
  }

  /** Ends the session the request came with. */
  @Described(
      value = "End the session the request came with. Staff.",
      problems = {"not_signed_in"})
  @PostMapping("/staff/sign-out")
  ResponseEntity<Void> signOut(@AuthenticationPrincipal StaffMember me) {
    staff.signOut(me);
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.clear())
        .build();
  }

  /** Who is signed in. */
  @Described(
      value = "Who is signed in. Staff.",
      problems = {"not_signed_in"})
  @GetMapping("/staff/me")
  StaffMe me(@AuthenticationPrincipal StaffMember me) {
    return new StaffMe(
        staff.nameOf(me), me.authenticatedAt(), me.roles().stream().sorted().toList());
  }

  static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw Problem.field(field, FieldReason.REQUIRED);
    }
    return value;
  }

  /**
   * What the link is for.
   *
   * @param reopen whether it is the account of an administrator that needs a new way in
   * @param name of that account, where there are several
   */
  record LinkWanted(@Nullable Boolean reopen, @Nullable String name) {}

  /** The path of the link on this server, with the token in it. */
  record SetupLink(String path) {}

  /** The token of the link, and what the account is to be. */
  record NewStaff(@Nullable String token, @Nullable String name, @Nullable String password) {}

  /** The token of the link, and a code of the authenticator. */
  record SetupCode(@Nullable String token, @Nullable String code) {}

  /** Both factors, always. */
  record StaffSignInRequest(
      @Nullable String name, @Nullable String password, @Nullable String code) {}

  /** The member of staff who asks. */
  record StaffMe(String name, Instant authenticatedAt, List<StaffRole> roles) {}
}

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
  private final ClientAddresses addresses;

  StaffController(StaffAccounts staff, ClientAddresses addresses) {
    this.staff = staff;
    this.addresses = addresses;
  }

  /** Makes a new link where no terminal showed one. */
  @Described(
      value = "Make a new link to the first staff account; the one before ends. Operator.",
      problems = {"staff_exists", "forbidden"})
  @PostMapping("/staff-setup-link")
  @ResponseStatus(HttpStatus.CREATED)
  SetupLink link() {
    return new SetupLink(StaffAccounts.SETUP_PAGE + staff.newSetupTokenForOperator().expose());
  }

  /** Enters name and password; the answer is for the authenticator app. */
  @Described(
      value = "Enter name and password of the first staff account; then confirm with a code.",
      problems = {"link_not_valid", "invalid_fields", "rate_limited", "unavailable"})
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
      value = "Confirm the first staff account with a code of its authenticator.",
      problems = {"link_not_valid", "wrong_code", "rate_limited"})
  @PostMapping("/staff/setup/confirm")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void confirm(@RequestBody SetupCode entered, HttpServletRequest request) {
    staff.confirm(
        required("token", entered.token()),
        required("code", entered.code()),
        addresses.of(request));
  }

  /** Signs in and sets the session cookie of staff. */
  @Described(
      value = "Sign in as staff with password and code; sets the session cookie of staff.",
      problems = {"sign_in_failed", "rate_limited", "unavailable"})
  @PostMapping("/staff/sign-in")
  ResponseEntity<Void> signIn(@RequestBody StaffSignInRequest entered, HttpServletRequest request) {
    StaffAccounts.Opened opened =
        staff.signIn(
            required("name", entered.name()),
            required("password", entered.password()),
            required("code", entered.code()),
            addresses.of(request));
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.set(opened.token(), opened.maxAge()))
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

  private static String required(String field, @Nullable String value) {
    if (value == null) {
      throw Problem.field(field, FieldReason.REQUIRED);
    }
    return value;
  }

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

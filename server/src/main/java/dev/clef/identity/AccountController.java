package dev.clef.identity;

import dev.clef.identity.MeController.Correction;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.openapi.Described;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Fields.Profile;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** Registration, sign-in and sign-out. */
@RestController
@RequestMapping("/api/v1")
class AccountController {

  private final Registration registration;
  private final SignIn signIn;
  private final Sessions sessions;
  private final RateLimits limits;
  private final ClientAddresses addresses;

  AccountController(
      Registration registration,
      SignIn signIn,
      Sessions sessions,
      RateLimits limits,
      ClientAddresses addresses) {
    this.registration = registration;
    this.signIn = signIn;
    this.sessions = sessions;
    this.limits = limits;
    this.addresses = addresses;
  }

  /** Makes an account. A taken name is told openly, which is why the limit on trying is strict. */
  @Described(
      value =
          "Make an account: user name, password, birth date and country are needed; where letters are sent, also what /registrations/confirm answered.",
      problems = {"invalid_fields", "parent_needed", "address_needed", "rate_limited"})
  @PostMapping("/accounts")
  @ResponseStatus(HttpStatus.CREATED)
  Registered register(@RequestBody NewAccount account, HttpServletRequest request) {
    limits.require("registration", addresses.of(request).network());
    String password = MeController.required("password", account.password());
    Map<Profile, String> profile = account.profile().values();
    String proven = account.registration();
    SubjectId made =
        proven == null
            ? registration.register(profile, password)
            : registration.register(profile, password, proven);
    return new Registered(made.value());
  }

  /** Signs in, sets the session cookie, and ends the session the request came with. */
  @Described(
      value = "Sign in with a user name or verified e-mail address; sets the session cookie.",
      problems = {
        "wrong_credentials",
        "code_required",
        "wrong_code",
        "codes_locked",
        "account_disabled",
        "parent_needed",
        "rate_limited",
        "busy"
      })
  @PostMapping("/sign-in")
  ResponseEntity<SignInAnswer> signIn(
      @AuthenticationPrincipal @Nullable SignedIn me,
      @RequestBody SignInRequest entered,
      HttpServletRequest request) {
    String name = MeController.required("name", entered.name());
    String password = MeController.required("password", entered.password());
    ClientAddress address = addresses.of(request);
    limits.require("sign-in-address", address.network());
    limits.require("sign-in-name", SignIn.limitKey(name));
    String agent = request.getHeader(HttpHeaders.USER_AGENT);
    SignIn.Result result =
        signIn.signIn(
            name,
            password,
            new SecondStep(entered.code(), entered.deviceKey()),
            agent == null ? "" : agent,
            address.text());
    if (me != null) {
      sessions.end(me.subject(), me.sessionId()); // the browser forgets it, so nobody could
    }
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(result.session()))
        .body(new SignInAnswer(result.duties().stream().map(Duty::code).sorted().toList()));
  }

  /** Ends the session the request came with. */
  @Described(
      value = "End the session the request came with.",
      problems = {"not_signed_in"})
  @PostMapping("/sign-out")
  ResponseEntity<Void> signOut(@AuthenticationPrincipal SignedIn me) {
    sessions.end(me.subject(), me.sessionId());
    return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, SessionCookie.clear()).build();
  }

  /**
   * A new account: user name, password, birth date and country are needed; {@code registration} is
   * what {@code /registrations/confirm} answered.
   */
  record NewAccount(
      @Nullable String registration,
      @Nullable String username,
      @Nullable String password,
      @Nullable String email,
      @Nullable String givenName,
      @Nullable String familyName,
      @Nullable String displayName,
      @Nullable String birthDate,
      @Nullable String country,
      @Nullable String locale,
      @Nullable String phoneNumber,
      @Nullable String address) {

    Correction profile() {
      return new Correction(
          username,
          email,
          givenName,
          familyName,
          displayName,
          birthDate,
          country,
          locale,
          phoneNumber,
          address);
    }
  }

  /** The account's identifier; it means nothing elsewhere. */
  record Registered(UUID userId) {}

  /**
   * User name or verified e-mail address, password, and the code of the authenticator where there
   * is one.
   *
   * @param deviceKey of a trusted browser: the challenge and, for each key, its factor_id, a colon
   *     and the signature (r and s in base64url), separated by spaces
   */
  record SignInRequest(
      @Nullable String name,
      @Nullable String password,
      @Nullable String code,
      @Nullable String deviceKey) {}

  /** What has to be settled before anything else: nothing, most of the time. */
  record SignInAnswer(List<String> must) {}
}

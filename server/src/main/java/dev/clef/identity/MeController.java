package dev.clef.identity;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import dev.clef.subject.SensitiveAct;
import dev.clef.vault.Fields.Profile;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a signed-in person sees and changes of their own account. */
@RestController
@RequestMapping("/api/v1/me")
class MeController {

  private final MyProfile profile;
  private final Passwords passwords;
  private final Sessions sessions;
  private final StepUp stepUp;

  MeController(MyProfile profile, Passwords passwords, Sessions sessions, StepUp stepUp) {
    this.profile = profile;
    this.passwords = passwords;
    this.sessions = sessions;
    this.stepUp = stepUp;
  }

  /** Everything in the profile; logged as one access by the person. */
  @Described(
      value = "The profile; logged as one access by the person.",
      problems = {"not_signed_in", "action_required", "data_unreadable"})
  @GetMapping
  ProfileBody read(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return ProfileBody.of(me.subject(), profile.read(me.subject()));
  }

  /** Corrects fields of the profile and answers with the whole. */
  @Described(
      value =
          "Correct fields of the profile; absent members stay as they are, an empty text empties a field.",
      problems = {
        "not_signed_in",
        "action_required",
        "confirmation_needed",
        "invalid_fields",
        "parent_needed"
      })
  @PatchMapping
  ProfileBody correct(@AuthenticationPrincipal SignedIn me, @RequestBody Correction correction) {
    Map<Profile, String> values = correction.values();
    boolean settles =
        me.duties().equals(Set.of(Duty.BIRTH_DATE))
            && values.keySet().equals(Set.of(Profile.BIRTH_DATE));
    if (!settles) {
      me.withoutDuties();
    }
    if (values.containsKey(Profile.USERNAME) || values.containsKey(Profile.EMAIL)) {
      stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    }
    profile.correct(me.subject(), values);
    return ProfileBody.of(me.subject(), profile.read(me.subject()));
  }

  /** A new password; every other session ends. */
  @Described(
      value =
          "Choose a new password; every other session ends, and this one goes on under another"
              + " cookie.",
      problems = {
        "not_signed_in",
        "confirmation_needed",
        "wrong_credentials",
        "code_required",
        "wrong_code",
        "codes_locked",
        "invalid_fields",
        "rate_limited"
      })
  @PutMapping("/password")
  ResponseEntity<Void> changePassword(
      @AuthenticationPrincipal SignedIn me, @RequestBody NewPassword change) {
    String current = required("current_password", change.currentPassword());
    String chosen = required("new_password", change.newPassword());
    Sessions.Opened session = passwords.change(me, current, chosen, change.code());
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set(session))
        .build();
  }

  /** Where the person is signed in. */
  @Described(
      value = "Where the person is signed in.",
      problems = {"not_signed_in", "action_required"})
  @GetMapping("/sessions")
  SessionList sessions(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return new SessionList(sessions.of(me));
  }

  /**
   * Signs out everywhere, and in applications.
   *
   * @param stay whether this session goes on
   */
  @Described(
      value =
          "Sign out everywhere, here too, and in applications. With `stay=true` this session goes"
              + " on.",
      problems = {"not_signed_in"})
  @DeleteMapping("/sessions")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void endSessions(
      @AuthenticationPrincipal SignedIn me, @RequestParam(defaultValue = "false") boolean stay) {
    if (stay) {
      sessions.endOthers(me);
    } else {
      sessions.endAll(me.subject());
    }
  }

  /** Ends one session. */
  @Described(
      value = "End one session.",
      problems = {"not_signed_in", "not_found"})
  @DeleteMapping("/sessions/{sessionId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void endSession(@AuthenticationPrincipal SignedIn me, @PathVariable UUID sessionId) {
    if (!sessions.end(me.subject(), sessionId)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw Problem.field(field, FieldReason.REQUIRED);
    }
    return value;
  }

  /** The sessions of a person. */
  record SessionList(List<Session> sessions) {}

  /** Old and new password; the code of the authenticator where there is one. */
  record NewPassword(
      @Nullable String currentPassword, @Nullable String newPassword, @Nullable String code) {}

  /** The fields to correct. */
  record Correction(
      @Nullable String username,
      @Nullable String email,
      @Nullable String givenName,
      @Nullable String familyName,
      @Nullable String displayName,
      @Nullable String birthDate,
      @Nullable String country,
      @Nullable String locale,
      @Nullable String phoneNumber,
      @Nullable String address) {

    Map<Profile, String> values() {
      Map<Profile, String> values = new EnumMap<>(Profile.class);
      put(values, Profile.USERNAME, username);
      put(values, Profile.EMAIL, email);
      put(values, Profile.GIVEN_NAME, givenName);
      put(values, Profile.FAMILY_NAME, familyName);
      put(values, Profile.DISPLAY_NAME, displayName);
      put(values, Profile.BIRTH_DATE, birthDate);
      put(values, Profile.COUNTRY, country);
      put(values, Profile.LOCALE, locale);
      put(values, Profile.PHONE_NUMBER, phoneNumber);
      put(values, Profile.ADDRESS, address);
      return values;
    }

    private static void put(Map<Profile, String> values, Profile field, @Nullable String value) {
      if (value != null) {
        values.put(field, value);
      }
    }
  }
}

package dev.clef.subject;

import static dev.clef.subject.DataCategory.ACTIVITY;
import static dev.clef.subject.DataCategory.CREDENTIAL;
import static dev.clef.subject.DataCategory.IDENTIFIER;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.AUTHENTICATION;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Role.STAFF;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Accounts of staff. */
final class DeclaredStaff {

  private static final Retention WITH_ACCOUNT = new Retention.WithAccount();
  private static final Retention SESSION =
      new Retention.For(Duration.ofHours(8), "clef.staff.session-for");
  private static final Retention LINK =
      new Retention.For(Duration.ofHours(24), "clef.staff.setup-for");

  private static final List<Use> CHECKED =
      List.of(
          read(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION),
          write(STAFF, AUTHENTICATION, LEGAL_OBLIGATION));

  private static final List<Use> SHOWN =
      List.of(
          read(STAFF, AUTHENTICATION, LEGAL_OBLIGATION),
          read(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION),
          write(STAFF, AUTHENTICATION, LEGAL_OBLIGATION));

  static final List<Datum> ALL =
      List.of(
          sealed("staff.name", IDENTIFIER, Sensitivity.ORDINARY)
              .in(
                  "identity.staff_account.name",
                  "identity.staff_account.name_digest",
                  "identity.staff_setup.name",
                  "identity.staff_setup.name_digest")
              .as("StaffNewStaff.name", "StaffStaffMe.name", "StaffStaffSignInRequest.name"),
          sealed("staff.hashed_password", CREDENTIAL, Sensitivity.SECRET)
              .in("identity.staff_account.hashed_password", "identity.staff_setup.hashed_password")
              .as("StaffNewStaff.password", "StaffStaffSignInRequest.password"),
          sealed("staff.totp_secret", CREDENTIAL, Sensitivity.SECRET)
              .in("identity.staff_account.totp_secret", "identity.staff_setup.totp_secret")
              .as(
                  "StaffAccountsEnrolment.secret",
                  "StaffAccountsEnrolment.otpauth_uri",
                  "StaffSetupCode.code",
                  "StaffStaffSignInRequest.code"),
          datum("staff.account", IDENTIFIER, Sensitivity.PSEUDONYM, Protection.CLEAR)
              .in(
                  "identity.staff_account.staff_id",
                  "identity.staff_account.totp_last_step",
                  "identity.staff_account.created_at",
                  "identity.staff_account.roles",
                  "identity.staff_session.staff_id",
                  "identity.elevation.holder",
                  "identity.elevation.role",
                  "identity.elevation.decided_by",
                  "identity.elevation.reviewed_by",
                  "vault.elevation.staff_id",
                  "identity.staff_setup.staff_id")
              .as(
                  "StaffStaffMe.roles",
                  "ElevationOne.holder",
                  "ElevationOne.role",
                  "ElevationOne.decided_by",
                  "ElevationOne.reviewed_by"),
          datum("staff.sessions", ACTIVITY, Sensitivity.ORDINARY, Protection.CLEAR)
              .kept(SESSION)
              .in(
                  "identity.staff_session.session_id",
                  "identity.elevation.session_id",
                  "vault.elevation.session_id",
                  "identity.staff_session.created_at",
                  "identity.staff_session.last_seen_at",
                  "identity.staff_session.expires_at")
              .as("StaffStaffMe.authenticated_at"),
          datum("staff.session_token", CREDENTIAL, Sensitivity.SECRET, Protection.DIGEST)
              .kept(SESSION)
              .in("identity.staff_session.token_hash"),
          datum("staff.setup_token", CREDENTIAL, Sensitivity.SECRET, Protection.DIGEST)
              .kept(LINK)
              .in("identity.staff_setup.token_hash")
              .as("StaffNewStaff.token", "StaffSetupCode.token", "StaffSetupLink.path"));

  private DeclaredStaff() {}

  private static Datum sealed(String name, DataCategory category, Sensitivity sensitivity) {
    return datum(name, category, sensitivity, Protection.SERVICE_KEY);
  }

  private static Datum datum(
      String name, DataCategory category, Sensitivity sensitivity, Protection protection) {
    return new Datum(
        name,
        STAFF,
        category,
        sensitivity,
        protection,
        AUTHENTICATION,
        LEGAL_OBLIGATION,
        WITH_ACCOUNT,
        Set.of(),
        category == CREDENTIAL ? CHECKED : SHOWN,
        Set.of(),
        Set.of());
  }
}

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

  private static final Retention CHANGES =
      new Retention.For(Duration.ofDays(730), "clef.staff.changes-for");

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
                  "identity.staff_setup.name_digest",
                  "identity.staff_invitation.name",
                  "identity.staff_invitation.name_digest")
              .as(
                  "StaffDirectoryPerson.name",
                  "StaffDirectoryInvitation.invited_by",
                  "StaffDirectoryChange.actor",
                  "StaffDirectoryChange.target",
                  "StaffLinkWanted.name",
                  "StaffNewStaff.name",
                  "StaffStaffMe.name",
                  "StaffStaffSignInRequest.name"),
          sealed("staff.hashed_password", CREDENTIAL, Sensitivity.SECRET)
              .in(
                  "identity.staff_account.hashed_password",
                  "identity.staff_invitation.hashed_password",
                  "identity.staff_setup.hashed_password")
              .as("StaffNewStaff.password", "StaffStaffSignInRequest.password"),
          sealed("staff.totp_secret", CREDENTIAL, Sensitivity.SECRET)
              .in(
                  "identity.staff_account.totp_secret",
                  "identity.staff_invitation.totp_secret",
                  "identity.staff_setup.totp_secret")
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
                  "identity.staff_account.last_sign_in_at",
                  "identity.staff_session.staff_id",
                  "identity.elevation.holder",
                  "identity.elevation.role",
                  "identity.elevation.decided_by",
                  "identity.elevation.reviewed_by",
                  "vault.elevation.staff_id",
                  "identity.staff_invitation.staff_id",
                  "identity.staff_passkey.staff_id",
                  "identity.staff_setup.staff_id")
              .as(
                  "StaffStaffMe.roles",
                  "ElevationOne.holder",
                  "ElevationOne.role",
                  "ElevationOne.decided_by",
                  "ElevationOne.reviewed_by",
                  "StaffMembersLink.staff_id",
                  "StaffMembersRoles.roles",
                  "StaffDirectoryPerson.staff_id",
                  "StaffDirectoryPerson.roles",
                  "StaffDirectoryPerson.since",
                  "StaffDirectoryPerson.last_sign_in_at",
                  "StaffDirectoryPerson.passkeys",
                  "StaffDirectoryPerson.state",
                  "StaffDirectoryPerson.unused",
                  "staff_members_set_roles.staffId",
                  "staff_members_renew.staffId",
                  "staff_members_sign_out.staffId",
                  "staff_members_remove.staffId",
                  "staff_members_withdraw.staffId"),
          sealed("staff.passkeys", CREDENTIAL, Sensitivity.SECRET)
              .in(
                  "identity.staff_account.passkeys",
                  "identity.staff_passkey.factor_id",
                  "identity.staff_passkey.sign_count",
                  "identity.staff_passkey.created_at",
                  "identity.staff_passkey.last_used_at")
              .as(
                  "StaffPasskeyAsked.public_key",
                  "StaffPasskeyAnswer.credential",
                  "StaffPasskeyNewKey.credential",
                  "StaffPasskeyNewKey.name",
                  "StaffPasskeyName.name",
                  "StaffAccountsHeldPasskey.factor_id",
                  "StaffAccountsHeldPasskey.name",
                  "StaffAccountsHeldPasskey.added_at",
                  "StaffAccountsHeldPasskey.last_used_at",
                  "StaffAccountsHeldPasskey.model",
                  "StaffAccountsHeldPasskey.certified",
                  "staff_passkey_rename.factorId",
                  "staff_passkey_remove.factorId"),
          datum("staff.browser_key", CREDENTIAL, Sensitivity.ORDINARY, Protection.CLEAR)
              .kept(SESSION)
              .in("identity.staff_session.browser_key", "identity.staff_session.proven_at")
              .as(
                  "StaffPasskeyAnswer.browser_key",
                  "StaffPasskeyAnswer.browser_proof",
                  "StaffPasskeyNewKey.browser_key",
                  "StaffPasskeyNewKey.browser_proof",
                  "StaffPasskeyProof.signature"),
          datum("staff.invitations", IDENTIFIER, Sensitivity.PSEUDONYM, Protection.CLEAR)
              .kept(LINK)
              .in(
                  "identity.staff_invitation.kind",
                  "identity.staff_invitation.roles",
                  "identity.staff_invitation.invited_by",
                  "identity.staff_invitation.created_at",
                  "identity.staff_invitation.expires_at")
              .as(
                  "StaffDirectoryInvitation.staff_id",
                  "StaffDirectoryInvitation.kind",
                  "StaffDirectoryInvitation.roles",
                  "StaffDirectoryInvitation.created_at",
                  "StaffDirectoryInvitation.expires_at",
                  "StaffMembersLink.expires_at"),
          datum("staff.changes", ACTIVITY, Sensitivity.PSEUDONYM, Protection.CLEAR)
              .kept(CHANGES)
              .in(
                  "identity.staff_change.at",
                  "identity.staff_change.act",
                  "identity.staff_change.actor",
                  "identity.staff_change.target",
                  "identity.staff_change.roles")
              .as(
                  "StaffDirectoryChange.at",
                  "StaffDirectoryChange.act",
                  "StaffDirectoryChange.by_operator",
                  "StaffDirectoryChange.roles",
                  "StaffDirectoryEverybody.reviewed_at"),
          datum("staff.sessions", ACTIVITY, Sensitivity.ORDINARY, Protection.CLEAR)
              .kept(SESSION)
              .in(
                  "identity.staff_session.session_id",
                  "identity.elevation.session_id",
                  "vault.elevation.session_id",
                  "identity.staff_session.created_at",
                  "identity.staff_session.last_seen_at",
                  "identity.staff_session.previous_until",
                  "identity.staff_session.expires_at")
              .as("StaffStaffMe.authenticated_at"),
          datum("staff.session_token", CREDENTIAL, Sensitivity.SECRET, Protection.DIGEST)
              .kept(SESSION)
              .in("identity.staff_session.token_hash", "identity.staff_session.previous_hash"),
          datum("staff.setup_token", CREDENTIAL, Sensitivity.SECRET, Protection.DIGEST)
              .kept(LINK)
              .in("identity.staff_setup.token_hash", "identity.staff_invitation.token_hash")
              .as(
                  "StaffNewStaff.token",
                  "StaffSetupCode.token",
                  "StaffSetupLink.path",
                  "StaffMembersLink.path"));

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

package dev.clef.subject;

import static dev.clef.subject.LegalBasis.CONTRACT;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.LegalBasis.LEGITIMATE_INTERESTS;
import static dev.clef.subject.Purpose.ACCESS_REQUEST;
import static dev.clef.subject.Purpose.AUTHENTICATION;
import static dev.clef.subject.Purpose.MIGRATION;
import static dev.clef.subject.Purpose.REGISTRATION;
import static dev.clef.subject.Purpose.SECURITY;
import static dev.clef.subject.Purpose.SECURITY_INCIDENT;
import static dev.clef.subject.Purpose.SELF_SERVICE;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.OPERATOR;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Role.STAFF;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Period;
import java.util.List;
import java.util.Set;

/** Accounts and sessions of listeners, and what finds them. */
final class DeclaredAccounts {

  private static final Retention WITH_ACCOUNT = new Retention.WithAccount();
  private static final Retention SESSION =
      new Retention.For(Period.ofDays(30), "clef.identity.session-for");

  private static final List<Use> SIGN_IN =
      List.of(
          read(SERVICE, AUTHENTICATION, CONTRACT),
          write(SERVICE, AUTHENTICATION, CONTRACT),
          write(LISTENER, REGISTRATION, CONTRACT),
          write(OPERATOR, MIGRATION, CONTRACT));

  private static final List<Use> SHOWN =
      List.of(
          read(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          read(SERVICE, AUTHENTICATION, CONTRACT),
          write(SERVICE, AUTHENTICATION, CONTRACT),
          write(LISTENER, REGISTRATION, CONTRACT),
          write(OPERATOR, MIGRATION, CONTRACT));

  /** Where somebody is signed in is shown to them, so that they notice a stranger. */
  private static final List<Use> DEVICES =
      List.of(
          read(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          write(SERVICE, AUTHENTICATION, CONTRACT));

  /** After an attack, where the account was used from; with an elevation for just this. */
  private static final Use INCIDENT = read(STAFF, SECURITY_INCIDENT, LEGAL_OBLIGATION);

  static final List<Datum> ALL =
      List.of(
          datum("account", DataCategory.IDENTIFIER, Sensitivity.ORDINARY, REGISTRATION, SHOWN)
              .in(
                  "identity.account.region",
                  "identity.account.status",
                  "identity.account.must",
                  "identity.account.consent_timestamp",
                  "identity.account.deletion_flag",
                  "identity.account.source",
                  "identity.account.created_at",
                  "vault.read_state.purposes",
                  "vault.read_state.restricted",
                  "vault.read_state.residency",
                  "vault.read_state.erased",
                  "keys.person_key.created_at")
              .as("AccountSignInAnswer.must"),
          datum("user_id", DataCategory.IDENTIFIER, Sensitivity.PSEUDONYM, REGISTRATION, SHOWN)
              .special(Special.COPPA)
              .in(
                  "identity.account.user_id",
                  "identity.active.user_id",
                  "identity.session.user_id",
                  "identity.imported.user_id",
                  "identity.one_time_code.user_id",
                  "mail.letter.user_id",
                  "mail.undeliverable.user_id",
                  "vault.read_state.user_id",
                  "vault.field.user_id",
                  "vault.encrypted_pii.user_id",
                  "keys.person_key.person_id",
                  "keys.older_data_key.person_id",
                  "keys.data_key_rotation.at_person",
                  "keys.index_key_rotation.at_person",
                  "keys.version_head.person_id",
                  "keys.blind_index.person_id",
                  "keys.epoch_progress.at_person",
                  "keys.epoch_damage.person_id")
              .as("AccountRegistered.user_id", "ProfileBody.user_id"),
          datum("age_class", DataCategory.PROFILE, Sensitivity.HIGH, REGISTRATION, SIGN_IN)
              .special(Special.COPPA)
              .in("vault.read_state.age_class"),
          datum("field_history", DataCategory.ACTIVITY, Sensitivity.ORDINARY, SECURITY, SHOWN)
              .in(
                  "vault.field.name",
                  "vault.field.version",
                  "vault.field.origin",
                  "vault.field.written_at",
                  "keys.version_head.heads",
                  "keys.version_head.pending"),
          datum("factor_use", DataCategory.ACTIVITY, Sensitivity.ORDINARY, SECURITY, SHOWN)
              .in(
                  "identity.account.has_app",
                  "identity.passkey.factor_id",
                  "identity.passkey.user_id",
                  "identity.passkey.sign_count",
                  "identity.passkey.backup_eligible",
                  "identity.passkey.backed_up",
                  "identity.passkey.created_at",
                  "identity.passkey.last_used_at",
                  "identity.device_key.factor_id",
                  "identity.device_key.user_id",
                  "identity.device_key.created_at",
                  "identity.device_key.last_used_at",
                  "identity.recovery_code.user_id",
                  "identity.recovery_code.created_at",
                  "identity.factor_loss.user_id",
                  "identity.factor_loss.declared_at",
                  "identity.factor_loss.ready_at",
                  "identity.account.password_since")
              .as(
                  "FactorsHeldPasskey.last_used_at",
                  "FactorsHeldPasskey.synced",
                  "FactorsHeldPasskey.unsteady",
                  "FactorsHeldDeviceKey.last_used_at",
                  "FactorsHeld.recovery_codes",
                  "FactorsRecoveryCodes.left",
                  "FactorsRecoveryCodes.created_at",
                  "LostFactorsLossState.removed",
                  "LostFactorsLossState.ready_at"),
          digest("factor_digest", DataCategory.CREDENTIAL, Sensitivity.SECRET)
              .in("identity.passkey.credential_digest", "identity.recovery_code.code_mac")
              .as("FactorCodes.codes"),
          datum("totp_last_step", DataCategory.ACTIVITY, Sensitivity.ORDINARY, SECURITY, SIGN_IN)
              .in("identity.account.totp_last_step", "identity.account.code_failures"),
          datum("sessions", DataCategory.DEVICE, Sensitivity.ORDINARY, SECURITY, SHOWN)
              .kept(SESSION)
              .in(
                  "identity.session.session_id",
                  "identity.session.created_at",
                  "identity.session.authenticated_at",
                  "identity.session.proofs",
                  "identity.session.last_seen_at",
                  "identity.session.expires_at")
              .as(
                  "Session.session_id",
                  "Session.created_at",
                  "Session.last_seen_at",
                  "Session.expires_at",
                  "Session.current",
                  "ElevationSignedInAt.created_at",
                  "ElevationSignedInAt.last_seen_at",
                  "me_end_session.sessionId"),
          device("session.device", "Session.device")
              .in("identity.session.device")
              .as("ElevationSignedInAt.device"),
          device("session.address", "Session.address")
              .in("identity.session.address")
              .as("ElevationSignedInAt.address"),
          digest("session_token", DataCategory.CREDENTIAL, Sensitivity.SECRET)
              .kept(SESSION)
              .in("identity.session.token_hash"),
          digest("index_digest", DataCategory.IDENTIFIER, Sensitivity.PSEUDONYM)
              .in("keys.blind_index.digest", "keys.blind_index.kind", "keys.blind_index.verified"),
          digest("import_digest", DataCategory.IMPORTED, Sensitivity.PSEUDONYM)
              .in("identity.imported.record_digest"));

  private DeclaredAccounts() {}

  private static Datum datum(
      String name,
      DataCategory category,
      Sensitivity sensitivity,
      Purpose purpose,
      List<Use> uses) {
    return new Datum(
        name,
        LISTENER,
        category,
        sensitivity,
        Protection.CLEAR,
        purpose,
        purpose == SECURITY ? LEGITIMATE_INTERESTS : CONTRACT,
        WITH_ACCOUNT,
        Set.of(),
        uses,
        Set.of(),
        Set.of());
  }

  private static Datum device(String name, String property) {
    return new Datum(
            name,
            LISTENER,
            DataCategory.DEVICE,
            Sensitivity.ORDINARY,
            Protection.PERSON_KEY,
            SECURITY,
            LEGITIMATE_INTERESTS,
            SESSION,
            Set.of(Special.COPPA),
            DEVICES,
            Set.of(),
            Set.of(property))
        .allow(INCIDENT);
  }

  private static Datum digest(String name, DataCategory category, Sensitivity sensitivity) {
    return new Datum(
        name,
        LISTENER,
        category,
        sensitivity,
        Protection.DIGEST,
        AUTHENTICATION,
        CONTRACT,
        WITH_ACCOUNT,
        Set.of(),
        SIGN_IN,
        Set.of(),
        Set.of());
  }
}

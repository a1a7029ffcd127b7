package dev.clef.subject;

import static dev.clef.subject.DataCategory.CONTACT;
import static dev.clef.subject.DataCategory.CREDENTIAL;
import static dev.clef.subject.DataCategory.IDENTIFIER;
import static dev.clef.subject.DataCategory.IMPORTED;
import static dev.clef.subject.DataCategory.PROFILE;
import static dev.clef.subject.LegalBasis.CONTRACT;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.ACCESS_REQUEST;
import static dev.clef.subject.Purpose.APPLICATION;
import static dev.clef.subject.Purpose.AUTHENTICATION;
import static dev.clef.subject.Purpose.MIGRATION;
import static dev.clef.subject.Purpose.PERSON_REQUEST;
import static dev.clef.subject.Purpose.REGISTRATION;
import static dev.clef.subject.Purpose.SECURITY_INCIDENT;
import static dev.clef.subject.Purpose.SELF_SERVICE;
import static dev.clef.subject.Purpose.SUPPORT_CASE;
import static dev.clef.subject.Role.CLIENT;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.OPERATOR;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Role.STAFF;
import static dev.clef.subject.Sensitivity.HIGH;
import static dev.clef.subject.Sensitivity.ORDINARY;
import static dev.clef.subject.Sensitivity.SECRET;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The fields of the vault. Their names are part of ciphertexts: never rename one. */
final class DeclaredProfile {

  private static final String CIPHERTEXT = "vault.field.ciphertext";
  private static final String VIEW = "vault.encrypted_pii.encrypted_pii";

  /** Nobody but the person reads these; a correction on request is a duty (GDPR Art. 16). */
  private static final List<Use> OWN =
      List.of(
          read(LISTENER, SELF_SERVICE, CONTRACT),
          write(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, SELF_SERVICE, LEGAL_OBLIGATION),
          write(LISTENER, SELF_SERVICE, LEGAL_OBLIGATION),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          write(LISTENER, REGISTRATION, CONTRACT),
          write(OPERATOR, MIGRATION, CONTRACT));

  /** What an application somebody signs in to is told, if they allow it. */
  private static final List<Use> TOLD =
      Stream.concat(OWN.stream(), Stream.of(read(CLIENT, APPLICATION, CONTRACT))).toList();

  /** The same; and where letters go, and the language they speak. */
  private static final List<Use> REACHED =
      Stream.concat(TOLD.stream(), Stream.of(read(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION)))
          .toList();

  /** What staff may be shown of one person, with an elevation for just this. */
  private static final Use SUPPORT = read(STAFF, SUPPORT_CASE, CONTRACT);

  private static final Use REQUEST = read(STAFF, PERSON_REQUEST, LEGAL_OBLIGATION);
  private static final Use INCIDENT = read(STAFF, SECURITY_INCIDENT, LEGAL_OBLIGATION);

  /** The person has no use for what proves who they are, and gets no copy of it. */
  private static final List<Use> PROOF =
      List.of(
          read(SERVICE, AUTHENTICATION, CONTRACT),
          write(SERVICE, AUTHENTICATION, CONTRACT),
          write(LISTENER, REGISTRATION, CONTRACT),
          write(OPERATOR, MIGRATION, CONTRACT));

  /** With what somebody signs in beside a password is theirs to see and to name. */
  private static final List<Use> WAYS =
      List.of(
          read(SERVICE, AUTHENTICATION, CONTRACT),
          write(SERVICE, AUTHENTICATION, CONTRACT),
          read(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION));

  /** What nobody here understands is shown and copied, and renewed by imports only. */
  private static final List<Use> KEPT =
      List.of(
          read(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          write(OPERATOR, MIGRATION, CONTRACT));

  static final List<Datum> ALL =
      List.of(
          told("username", IDENTIFIER, ORDINARY)
              .in("vault.encrypted_pii.encrypted_username")
              .allow(SUPPORT, REQUEST, INCIDENT)
              .as("AccountSignInRequest.name", "PasswordResetsName.name", "LostFactorsClaim.name"),
          reached("email", CONTACT, HIGH)
              .in(VIEW)
              .allow(SUPPORT, REQUEST, INCIDENT)
              .as("RegistrationsAddress.email"),
          told("given_name", PROFILE, ORDINARY).in(VIEW).allow(SUPPORT, REQUEST),
          told("family_name", PROFILE, ORDINARY).in(VIEW).allow(SUPPORT, REQUEST),
          told("display_name", PROFILE, ORDINARY).in(VIEW).allow(SUPPORT, REQUEST),
          profile("birth_date", PROFILE, HIGH).in(VIEW).allow(REQUEST),
          profile("country", PROFILE, ORDINARY).in(VIEW).allow(REQUEST, INCIDENT),
          reached("locale", PROFILE, ORDINARY).in(VIEW).allow(SUPPORT, REQUEST, INCIDENT),
          profile("phone_number", CONTACT, HIGH).in(VIEW).allow(REQUEST, INCIDENT),
          profile("address", CONTACT, HIGH).in(VIEW).allow(REQUEST),
          field("imported.*", IMPORTED, HIGH, SELF_SERVICE, KEPT)
              .special(Special.ART_9, Special.COPPA)
              .in(VIEW)
              .as("ImportBatch.people"),
          field("hashed_password", CREDENTIAL, SECRET, AUTHENTICATION, PROOF)
              .in("vault.encrypted_pii.hashed_password")
              .as(
                  "AccountNewAccount.password",
                  "AccountSignInRequest.password",
                  "MeNewPassword.current_password",
                  "MeNewPassword.new_password",
                  "FactorPasswordProof.password",
                  "MyRightsConfirmation.password",
                  "EmailAgain.password",
                  "LostFactorsClaim.password",
                  "PasswordResetsChoice.new_password"),
          field("totp_secret", CREDENTIAL, SECRET, AUTHENTICATION, PROOF)
              .in(VIEW)
              .as(
                  "AccountSignInRequest.code",
                  "MeNewPassword.code",
                  "MyRightsConfirmation.code",
                  "FactorPasswordProof.code",
                  "EmailAgain.code",
                  "FactorNewAuthenticator.code",
                  "FactorNewAuthenticator.setup",
                  "AuthenticatorAppsNewApp.setup",
                  "AuthenticatorAppsNewApp.secret",
                  "AuthenticatorAppsNewApp.uri"),
          field("factors", CREDENTIAL, HIGH, AUTHENTICATION, WAYS)
              .in(VIEW)
              .as(
                  "FactorsHeld.passkeys",
                  "FactorsHeld.authenticator",
                  "FactorsHeldPasskey.factor_id",
                  "FactorsHeldPasskey.name",
                  "FactorsHeldPasskey.added_at",
                  "FactorsHeldPasskey.model",
                  "FactorsHeldPasskey.certified",
                  "FactorsHeld.device_keys",
                  "FactorsHeldDeviceKey.factor_id",
                  "FactorsHeldDeviceKey.name",
                  "FactorsHeldDeviceKey.added_at",
                  "AccountSignInRequest.device_key",
                  "DeviceKeyKeys.factor_ids",
                  "DeviceKeyNewKey.public_key",
                  "DeviceKeyNewKey.signature",
                  "DeviceKeyNewKey.name",
                  "DeviceKeyAdded.factor_id",
                  "DeviceKeyName.name",
                  "device_key_rename.factorId",
                  "device_key_remove.factorId",
                  "FactorsHeldApp.name",
                  "FactorsHeldApp.added_at",
                  "FactorName.name",
                  "FactorNewPasskey.name",
                  "FactorNewPasskey.credential",
                  "FactorNewAuthenticator.name",
                  "FactorPasskeyAnswer.credential",
                  "FactorAsked.public_key",
                  "factor_rename.factorId",
                  "factor_remove.factorId"));

  private DeclaredProfile() {}

  private static Datum profile(String name, DataCategory category, Sensitivity sensitivity) {
    return profile(name, category, sensitivity, OWN);
  }

  private static Datum reached(String name, DataCategory category, Sensitivity sensitivity) {
    return profile(name, category, sensitivity, REACHED);
  }

  private static Datum told(String name, DataCategory category, Sensitivity sensitivity) {
    return profile(name, category, sensitivity, TOLD);
  }

  private static Datum profile(
      String name, DataCategory category, Sensitivity sensitivity, List<Use> uses) {
    return field(name, category, sensitivity, SELF_SERVICE, uses)
        .special(Special.COPPA)
        .as("AccountNewAccount." + name, "MeCorrection." + name, "ProfileBody." + name);
  }

  private static Datum field(
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
        Protection.PERSON_KEY,
        purpose,
        CONTRACT,
        new Retention.WithAccount(),
        Set.of(),
        uses,
        Set.of(CIPHERTEXT),
        Set.of());
  }
}

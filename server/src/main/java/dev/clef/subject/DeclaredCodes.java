package dev.clef.subject;

import static dev.clef.subject.LegalBasis.CONTRACT;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.ACCESS_REQUEST;
import static dev.clef.subject.Purpose.AUTHENTICATION;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Codes that went out by mail. */
final class DeclaredCodes {

  private static final Retention MINUTES =
      new Retention.For(Duration.ofMinutes(30), "clef.identity.proof-for");

  private static final List<Use> CHECKED =
      List.of(read(SERVICE, AUTHENTICATION, CONTRACT), write(SERVICE, AUTHENTICATION, CONTRACT));

  /** What is told of a code in a copy of one's data. */
  private static final List<Use> TOLD =
      List.of(
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          read(SERVICE, AUTHENTICATION, CONTRACT),
          write(SERVICE, AUTHENTICATION, CONTRACT));

  static final List<Datum> ALL =
      List.of(
          datum("codes", DataCategory.ACTIVITY, Sensitivity.ORDINARY, Protection.CLEAR, TOLD)
              .in(
                  "identity.one_time_code.purpose",
                  "identity.one_time_code.tries_left",
                  "identity.one_time_code.used",
                  "identity.one_time_code.created_at",
                  "identity.one_time_code.expires_at"),
          // Of the code, and of the address or the person it is for.
          datum(
                  "code_digest",
                  DataCategory.CREDENTIAL,
                  Sensitivity.SECRET,
                  Protection.DIGEST,
                  CHECKED)
              .in("identity.one_time_code.code_mac", "identity.one_time_code.recipient")
              .as(
                  "AccountNewAccount.registration",
                  "RegistrationsProof.registration",
                  "RegistrationsProof.code",
                  "RegistrationsHandle.registration",
                  "PasswordResetsChoice.reset",
                  "PasswordResetsChoice.code",
                  "PasswordResetsHandle.reset",
                  "EmailEntered.code",
                  "FactorMailCode.code",
                  "LostFactorsLoss.loss",
                  "LostFactorsLossCode.loss",
                  "LostFactorsLossCode.code"));

  private DeclaredCodes() {}

  private static Datum datum(
      String name,
      DataCategory category,
      Sensitivity sensitivity,
      Protection protection,
      List<Use> uses) {
    return new Datum(
        name,
        LISTENER,
        category,
        sensitivity,
        protection,
        AUTHENTICATION,
        CONTRACT,
        MINUTES,
        Set.of(),
        uses,
        Set.of(),
        Set.of());
  }
}

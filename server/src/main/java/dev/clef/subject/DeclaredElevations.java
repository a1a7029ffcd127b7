package dev.clef.subject;

import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.ACCESS_REQUEST;
import static dev.clef.subject.Purpose.SECURITY;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Role.STAFF;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** That staff asked to see a person's data, and what came of it. */
final class DeclaredElevations {

  /** Whom it is about is forgotten with the account. */
  static final List<Datum> ALL =
      List.of(
          new Datum(
              "elevations",
              LISTENER,
              DataCategory.ACTIVITY,
              Sensitivity.PSEUDONYM,
              Protection.CLEAR,
              SECURITY,
              LEGAL_OBLIGATION,
              new Retention.For(Duration.ofDays(730), "clef.staff.elevation.kept-for"),
              Set.of(),
              List.of(
                  read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
                  read(STAFF, SECURITY, LEGAL_OBLIGATION),
                  read(SERVICE, SECURITY, LEGAL_OBLIGATION),
                  write(STAFF, SECURITY, LEGAL_OBLIGATION)),
              Set.of(
                  "identity.elevation.elevation_id",
                  "identity.elevation.user_id",
                  "identity.elevation.purpose",
                  "identity.elevation.case_number",
                  "identity.elevation.state",
                  "identity.elevation.asked_at",
                  "identity.elevation.decided_at",
                  "identity.elevation.opened_at",
                  "identity.elevation.over_at",
                  "identity.elevation.over_why",
                  "identity.elevation.emergency",
                  "vault.elevation.elevation_id",
                  "vault.elevation.user_id",
                  "vault.elevation.purpose",
                  "vault.elevation.basis",
                  "vault.elevation.emergency"),
              Set.of(
                  "ElevationOne.elevation_id",
                  "ElevationOne.user_id",
                  "ElevationOne.purpose",
                  "ElevationOne.case_number",
                  "ElevationOne.state",
                  "ElevationOne.asked_at",
                  "ElevationOne.opened_at",
                  "ElevationOne.over_at",
                  "ElevationOne.over_why",
                  "ElevationOne.emergency",
                  "ElevationRequest.person",
                  "ElevationRequest.case_number",
                  "ElevationRequest.purpose",
                  "ElevationEmergencyRequest.person",
                  "ElevationEmergencyRequest.case_number",
                  "ElevationEmergencyRequest.emergency",
                  "elevation_approve.elevationId",
                  "elevation_decline.elevationId",
                  "elevation_end.elevationId",
                  "elevation_find.elevationId",
                  "elevation_open.elevationId",
                  "elevation_read.elevationId",
                  "elevation_sign_out.elevationId",
                  "elevation_review.elevationId",
                  "elevation_withdraw.elevationId",
                  "elevation_list.before")));

  private DeclaredElevations() {}
}

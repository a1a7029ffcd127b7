package dev.clef.subject;

import static dev.clef.subject.LegalBasis.CONTRACT;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.ERASURE_REQUEST;
import static dev.clef.subject.Purpose.SECURITY;
import static dev.clef.subject.Purpose.SELF_SERVICE;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Period;
import java.util.List;
import java.util.Set;

/** What stays of people: entries of the log, and that somebody was erased. */
final class DeclaredTraces {

  private static final Retention LOG =
      new Retention.For(Period.ofMonths(24), "clef.retention.access");
  private static final Retention TOMBSTONE =
      new Retention.NoEnd("a backup from before the erasure may come back on any day");

  static final List<Datum> ALL =
      List.of(
          entry("activity", Sensitivity.HIGH, Protection.PERSON_KEY)
              .in(
                  "audit.entry.person_part",
                  "audit.kept.person_part",
                  "audit.stored.person_part",
                  "audit.activity.tag",
                  "audit.activity.at",
                  "audit.activity.entry_id")
              .as(
                  "MyRightsActivityItem.entry_id",
                  "MyRightsActivityItem.at",
                  "MyRightsActivityItem.what",
                  "MyRightsActivityItem.who",
                  "MyRightsActivityItem.why",
                  "MyRightsActivityItem.basis",
                  "MyRightsActivityItem.fields",
                  "MyRightsActivityItem.details",
                  "MyRightsActivityItem.says",
                  "MyRightsActivityItem.notable",
                  "MyRightsActivityItem.receipt",
                  "MyRightsActivityReceipt.entry_id",
                  "MyRightsActivityReceipt.event"),
          entry("events", Sensitivity.PSEUDONYM, Protection.SERVICE_KEY)
              .in(
                  "audit.entry.event_part",
                  "audit.entry.at",
                  "audit.entry.entry_id",
                  "audit.kept.event_part",
                  "audit.kept.at",
                  "audit.kept.entry_id",
                  "audit.kept.class",
                  "audit.stored.event_part",
                  "audit.stored.at",
                  "audit.stored.entry_id",
                  "audit.stored.class"),
          new Datum(
              "erasure",
              LISTENER,
              DataCategory.IDENTIFIER,
              Sensitivity.PSEUDONYM,
              Protection.CLEAR,
              ERASURE_REQUEST,
              LEGAL_OBLIGATION,
              TOMBSTONE,
              Set.of(),
              List.of(
                  read(SERVICE, ERASURE_REQUEST, LEGAL_OBLIGATION),
                  write(SERVICE, ERASURE_REQUEST, LEGAL_OBLIGATION)),
              Set.of(
                  "rights.erasure.certificate_id",
                  "rights.erasure.user_id",
                  "rights.erasure.state",
                  "rights.erasure.requested_at",
                  "rights.erasure.erased_at",
                  "rights.erasure.entry_id",
                  "rights.erasure.entry_at",
                  "rights.erasure.epoch",
                  "rights.erasure.second_entry_id",
                  "rights.erasure.second_entry_at",
                  "keys.erasure.person_id",
                  "keys.erasure.certificate_id",
                  "keys.erasure.erased_at",
                  "keys.erasure.epoch",
                  "keys.erasure.position",
                  "keys.erased_source.digest",
                  "keys.erased_source.erased_at"),
              Set.of(
                  "erasure_certificate.certificateId",
                  "MyRightsPending.certificate_id",
                  "ErasureErasePeople.people",
                  "ErasureErasedPerson.user_id",
                  "ErasureErasedPerson.known",
                  "ErasureErasedPerson.certificate_id",
                  "ErasureCertificate.certificate_id",
                  "ErasureCertificate.erased_at",
                  "ErasureCertificate.event")));

  private DeclaredTraces() {}

  /** Sign-ins, reads, changes and refusals, of listeners and of staff. */
  private static Datum entry(String name, Sensitivity sensitivity, Protection protection) {
    return new Datum(
        name,
        LISTENER,
        DataCategory.ACTIVITY,
        sensitivity,
        protection,
        SECURITY,
        LEGAL_OBLIGATION,
        LOG,
        Set.of(),
        List.of(
            read(LISTENER, SELF_SERVICE, CONTRACT),
            read(SERVICE, SECURITY, LEGAL_OBLIGATION),
            write(SERVICE, SECURITY, LEGAL_OBLIGATION)),
        Set.of(),
        Set.of());
  }
}

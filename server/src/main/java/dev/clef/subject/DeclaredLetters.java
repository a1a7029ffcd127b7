package dev.clef.subject;

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

/** Letters on their way, and addresses they came back from. */
final class DeclaredLetters {

  private static final Retention UNTIL_SENT =
      new Retention.For(Duration.ofDays(3), "clef.mail.keep");

  private static final List<Use> SENT =
      List.of(
          read(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION),
          write(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION));

  /** What is told of a letter in a copy of one's data. */
  private static final List<Use> TOLD =
      List.of(
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          read(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION),
          write(SERVICE, AUTHENTICATION, LEGAL_OBLIGATION));

  static final List<Datum> ALL =
      List.of(
          // For somebody without an account, who has no key, under a key of the service.
          datum(
                  "letter",
                  DataCategory.CONTACT,
                  Sensitivity.SECRET,
                  Protection.PERSON_KEY,
                  UNTIL_SENT,
                  SENT)
              .in("mail.letter.sealed"),
          datum(
                  "letters",
                  DataCategory.ACTIVITY,
                  Sensitivity.ORDINARY,
                  Protection.CLEAR,
                  UNTIL_SENT,
                  TOLD)
              .in(
                  "mail.letter.template",
                  "mail.letter.language",
                  "mail.letter.created_at",
                  "mail.letter.expires_at",
                  "mail.letter.attempts",
                  "mail.letter.next_at"),
          datum(
                  "undeliverable",
                  DataCategory.CONTACT,
                  Sensitivity.PSEUDONYM,
                  Protection.DIGEST,
                  new Retention.WithAccount(),
                  TOLD)
              .in("mail.undeliverable.address_mark", "mail.undeliverable.since"));

  private DeclaredLetters() {}

  private static Datum datum(
      String name,
      DataCategory category,
      Sensitivity sensitivity,
      Protection protection,
      Retention retention,
      List<Use> uses) {
    return new Datum(
        name,
        LISTENER,
        category,
        sensitivity,
        protection,
        AUTHENTICATION,
        LEGAL_OBLIGATION,
        retention,
        Set.of(),
        uses,
        Set.of(),
        Set.of());
  }
}

package dev.clef.subject;

import java.util.Locale;

/**
 * Why personal data is read or changed (GDPR Art. 5(1)(b)). The names stand in log entries: never
 * rename one.
 */
public enum Purpose {
  /** The person looks at or corrects what is held. */
  SELF_SERVICE,
  /** The person asks for a copy of everything (GDPR Art. 15 and 20). */
  ACCESS_REQUEST,
  /** The person asks for erasure (GDPR Art. 17). */
  ERASURE_REQUEST,
  /** Checking that a person is who they say. */
  AUTHENTICATION,
  /** An account is made. */
  REGISTRATION,
  /** An existing user base is brought in. */
  MIGRATION,
  /** Keeping the system and its log whole. */
  SECURITY,
  /** An application the person signs in to is told what they allowed. */
  APPLICATION,
  /** Staff help somebody who asked for help; only with an elevation. */
  SUPPORT_CASE,
  /** Staff handle a request somebody makes about their data; only with an elevation. */
  PERSON_REQUEST,
  /** Staff find out whom an attack concerns (GDPR Art. 33 and 34); only with an elevation. */
  SECURITY_INCIDENT;

  /** The name in log entries and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

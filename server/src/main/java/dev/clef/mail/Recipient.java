package dev.clef.mail;

import dev.clef.subject.SubjectId;

/** Whom a letter goes to. */
public sealed interface Recipient {

  /** To the address on the account when it is sent; without one, nothing is. */
  record Account(SubjectId subject) implements Recipient {}

  /** To an address a person has named and that is not on the account, or not yet. */
  record Named(SubjectId subject, MailAddress address) implements Recipient {}

  /** To somebody who has no account. */
  record Stranger(MailAddress address) implements Recipient {}
}

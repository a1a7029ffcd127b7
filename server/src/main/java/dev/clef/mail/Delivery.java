package dev.clef.mail;

/** What became of handing a letter over. */
sealed interface Delivery {

  /** The other side has it and answers for it. */
  record Accepted() implements Delivery {}

  /** There is no such address (5xx to RCPT, RFC 5321 §4.2.1). */
  record Bounced() implements Delivery {}

  /** The other side does not want this letter, whoever it is for (5xx to DATA or its end). */
  record Rejected() implements Delivery {}

  /** Not now (4xx). */
  record Deferred() implements Delivery {}

  /** The mail server is away, or takes nothing from us: no other letter would fare better. */
  record Unreachable(String why) implements Delivery {}
}

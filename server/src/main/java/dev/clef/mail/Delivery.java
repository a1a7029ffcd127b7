package dev.clef.mail;

/** What became of handing a letter over. */
sealed interface Delivery {

  /** The other side has it and answers for it. */
  record Accepted() implements Delivery {}

  /** There is no such address (5.1.x, 5.2.x or a bare 550 to RCPT, RFC 3463 §3). */
  record Bounced() implements Delivery {}

  /** The other side does not want this letter, whoever it is for (any other 5xx). */
  record Rejected() implements Delivery {}

  /** Not now (4xx). */
  record Deferred() implements Delivery {}

  /** The mail server is away, or takes nothing from us: no other letter would fare better. */
  record Unreachable(String why) implements Delivery {}
}

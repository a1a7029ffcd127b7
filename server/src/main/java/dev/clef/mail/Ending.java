package dev.clef.mail;

import java.util.Locale;

/** How the way of a letter ends; the codes stand in metrics and in entries of the log. */
enum Ending {
  DELIVERED,
  /** There is no such address. */
  BOUNCED,
  /** The other side does not want it. */
  REJECTED,
  /** Not delivered in all its attempts. */
  GIVEN_UP,
  /** What it says is of no use any more. */
  EXPIRED,
  UNREADABLE,
  /** Its recipient is erased or has no address. */
  NOBODY;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

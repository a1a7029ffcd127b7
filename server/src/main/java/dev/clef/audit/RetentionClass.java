package dev.clef.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long entries of the log are kept, by what they are about, and why. Times count from the end
 * of the month an entry was written in, so that a month ends as a whole. Settings may change them
 * between the minimum and the maximum. Codes and minimums are stored ({@code audit.retention}).
 *
 * <p>Marks: [V] read in the text of the law, [K] known and to be looked up before it is relied on.
 */
public enum RetentionClass {
  /**
   * Who signed in, and who tried. At least a year: DPDP Rules 2025 (IN), logs of access [K]. At
   * most two: of use against attacks, and a diary of a person's days otherwise (GDPR Art. 5(1)(e)).
   */
  SIGN_IN(
      12,
      12,
      24,
      List.of(
          "sign_in.succeeded",
          "sign_in.failed",
          "sign_in.refused",
          "session.confirmed",
          "session.ended",
          "password.breached",
          "application.sign_in",
          "application.ended",
          "application.token_refused",
          "client.refused",
          "client.granted")),
  /**
   * Who looked at or changed what. At least two years: what people look up and correct themselves
   * is a request answered, and its record is kept 24 months (11 CCR §7101) [V]; and they may ask
   * who has seen their data (GDPR Art. 15, CJEU C-579/21) [K]. At most three.
   */
  ACCESS(
      24,
      24,
      36,
      List.of(
          "data.read",
          "data.written",
          "data.refused",
          "data.corrupt",
          "data.key_replaced",
          "data.index_key_replaced",
          "data.older_accepted",
          "letter.sent",
          "letter.bounced",
          "letter.failed",
          "elevation.asked",
          "elevation.approved",
          "elevation.declined",
          "elevation.withdrawn",
          "elevation.lapsed",
          "elevation.opened",
          "elevation.ended",
          "elevation.refused",
          "elevation.signed_out",
          "break_glass.opened",
          "break_glass.reviewed",
          "staff.setup.link",
          "staff.setup.started",
          "staff.setup.failed",
          "staff.setup.completed",
          "staff.sign_in.succeeded",
          "staff.sign_in.failed",
          "staff.session.ended",
          "staff.session.proof_failed",
          "staff.passkey.added",
          "staff.passkey.removed",
          "staff.members.read",
          "staff.invited",
          "staff.invitation.withdrawn",
          "staff.roles.changed",
          "staff.renewed",
          "staff.signed_out",
          "staff.removed",
          "staff.reviewed")),
  /**
   * That somebody asked for something or entered into something. At least two years: 11 CCR §7101
   * [V]. Usually three, at most six: limitation of claims from it [K].
   */
  REQUEST(
      24,
      36,
      72,
      List.of(
          "account.created",
          "account.imported",
          "password.changed",
          "factor.added",
          "factor.removed",
          "factor.loss_declared",
          "factor.loss_withdrawn",
          "password.reset_asked",
          "password.reset",
          "address.confirmed",
          "erasure.requested",
          "application.allowed",
          "application.refused",
          "application.withdrawn",
          "client.added",
          "client.secret_replaced",
          "client.keys_replaced",
          "client.removed",
          "client.invited",
          "client.registered")),
  /**
   * That erasures, keys and the log itself were handled as promised. About no person that anybody
   * can name. At least five years: 11 CCR §7123, records of audits [V]; usually ten, which is how
   * long damages may be claimed (GDPR Art. 82 with the longest limitation, BGB §199(3) DE) [K].
   * What nobody has put into a class is kept as long.
   */
  PROOF(
      60,
      120,
      360,
      List.of(
          "person.erased",
          "erasure.replayed",
          "database.restored",
          "database.older_accepted",
          "keys.rotated",
          "keys.epoch.",
          "keys.root.",
          "keys.signing.",
          "keys.data.",
          "keys.index.",
          "log.begun_anew",
          "log.pruned",
          "log.fork_suspected",
          "log.fork_settled",
          "log.timestamp_authority.changed",
          "retention.expired",
          "retention.keys_destroyed"));

  private final int minimumMonths;
  private final int usualMonths;
  private final int maximumMonths;

  /** Separated by spaces: the constants of an enum do not change. */
  private final String types;

  RetentionClass(int minimumMonths, int usualMonths, int maximumMonths, List<String> types) {
    this.minimumMonths = minimumMonths;
    this.usualMonths = usualMonths;
    this.maximumMonths = maximumMonths;
    this.types = String.join(" ", types);
  }

  /** The class of a type of event; a type nobody has listed is kept the longest. */
  static RetentionClass of(String type) {
    return Arrays.stream(values()).filter(one -> one.lists(type)).findFirst().orElse(PROOF);
  }

  /** Whether the type is listed here, or all types that begin like it. */
  public boolean lists(String type) {
    return Arrays.stream(types.split(" ", -1))
        .anyMatch(listed -> listed.endsWith(".") ? type.startsWith(listed) : type.equals(listed));
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  int minimumMonths() {
    return minimumMonths;
  }

  int usualMonths() {
    return usualMonths;
  }

  int maximumMonths() {
    return maximumMonths;
  }
}

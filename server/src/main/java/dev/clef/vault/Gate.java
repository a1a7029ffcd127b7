package dev.clef.vault;

import dev.clef.audit.AuditLog;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Use;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where it is decided who may touch what: role, purpose and basis by the catalogue before anything
 * is looked at, the person's read state in the statement that reads or locks. What is denied is
 * logged in a transaction of its own, with the reason, which nobody who asks is told. Thread-safe.
 */
final class Gate {

  /** Why something was denied. The names stand in log entries: never rename one. */
  enum Denial {
    /** A listener asked for somebody else, or staff for another person than was approved. */
    SOMEBODY_ELSE,
    /** The elevation ended before the read. */
    NOT_ELEVATED,
    /** The catalogue does not know the field. */
    UNKNOWN_FIELD,
    /** The catalogue has no such use of the field. */
    NO_SUCH_USE,
    /** There is no such person, or no key of theirs. */
    NOBODY,
    ERASED,
    /** Processing is restricted (GDPR Art. 18). */
    RESTRICTED,
    /** The person's state does not grant the purpose. */
    PURPOSE_NOT_GRANTED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final VaultStore store;
  private final PersonKeys keys;
  private final AuditLog log;

  Gate(VaultStore store, PersonKeys keys, AuditLog log) {
    this.store = store;
    this.keys = keys;
    this.log = log;
  }

  /**
   * Says no unless the catalogue says yes to every field.
   *
   * @throws AccessDenied logged
   */
  void require(SubjectId subject, Collection<String> fields, Access access, Use.Act act) {
    Optional<Denial> denial = judge(subject, fields, access, act);
    if (denial.isPresent()) {
      throw denied(subject, fields, access, act, denial.get());
    }
  }

  static Optional<Denial> judge(
      SubjectId subject, Collection<String> fields, Access access, Use.Act act) {
    if (!access.isAbout(subject)) {
      return Optional.of(Denial.SOMEBODY_ELSE);
    }
    Use use = access.use(act);
    for (String field : fields) {
      List<Datum> data = Catalogue.under(field);
      if (data.isEmpty()) {
        return Optional.of(Denial.UNKNOWN_FIELD);
      }
      if (!data.stream().allMatch(datum -> datum.allows(use))) {
        return Optional.of(Denial.NO_SUCH_USE);
      }
    }
    return Optional.empty();
  }

  /** The denial of a statement that found no state which grants it; looks up why, for the log. */
  AccessDenied byState(SubjectId subject, Collection<String> fields, Access access, Use.Act act) {
    return denied(
        subject,
        fields,
        access,
        act,
        store
            .whyNot(Vault.ref(subject), access)
            .orElse(access.grant() == null ? Denial.NOBODY : Denial.NOT_ELEVATED));
  }

  private AccessDenied denied(
      SubjectId subject, Collection<String> fields, Access access, Use.Act act, Denial why) {
    PersonKey key;
    try {
      key = keys.get(Vault.ref(subject));
    } catch (KeyUnavailable | EnvelopeRejected e) {
      key = null;
    }
    log.appendAlone(
        access
            .event("data.refused")
            .fields(fields)
            .with("act", act.code())
            .with("what", why.code()),
        key);
    return new AccessDenied();
  }
}

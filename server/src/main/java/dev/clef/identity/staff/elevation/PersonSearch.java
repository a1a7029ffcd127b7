package dev.clef.identity.staff.elevation;

import dev.clef.identity.AccountStatus;
import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SubjectId;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the one person an elevation is for, by what is exactly theirs. Says nothing of them but
 * that they are there, and leaves an entry where they are not. Thread-safe.
 */
final class PersonSearch {

  private static final int UUID_CHARS = 36;

  private final Finder finder;
  private final Accounts accounts;
  private final ElevationEvents events;

  PersonSearch(Finder finder, Accounts accounts, ElevationEvents events) {
    this.finder = finder;
    this.accounts = accounts;
    this.events = events;
  }

  /**
   * The person.
   *
   * @throws Problem {@code nobody_found}
   */
  SubjectId find(StaffMember me, Wanted wanted) {
    return byId(wanted.person())
        .or(() -> finder.find(wanted.person()))
        .filter(this::isThere)
        .orElseThrow(() -> {
          events.appendAlone(ElevationEvents.nobody(me, wanted.purpose()), null);
          return Problem.of(ElevationProblem.NOBODY_FOUND);
        });
  }

  private boolean isThere(SubjectId person) {
    return accounts
        .find(person)
        .filter(account -> account.status() != AccountStatus.ERASED)
        .isPresent();
  }

  private static Optional<SubjectId> byId(String text) {
    if (text.length() != UUID_CHARS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SubjectId(UUID.fromString(text)));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }
}

package dev.clef.identity;

import dev.clef.subject.SubjectId;
import java.util.Collection;
import java.util.UUID;

/**
 * What somebody is signed in with beside their sessions, such as the tokens of applications. A
 * module that keeps such things offers a bean of this: they end when a person signs out everywhere,
 * chooses a new password or may not sign in for now. They do not end with one session alone, of
 * whose end the module is told.
 */
public interface SignedInElsewhere {

  /** Whether this person is signed in with anything. */
  boolean isAny(SubjectId person);

  /** Ends everything of these people, in the current transaction. */
  void end(Collection<SubjectId> people);

  /** One session has ended, in the current transaction; nothing else ends by that. */
  void ended(SubjectId person, UUID sessionId);
}

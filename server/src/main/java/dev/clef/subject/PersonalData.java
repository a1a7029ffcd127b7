package dev.clef.subject;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The one interface every owner of personal data implements, so that a request by a person reaches
 * all of it (GDPR Art. 15 to 20). {@code rights} collects the implementations and knows no module.
 */
public interface PersonalData {

  /** The owner's name, the key of its part of an export: a module name. */
  String owner();

  /** What kinds of data the owner may hold about a person. */
  List<HeldField> describe();

  /**
   * Everything held about {@code subject}, ready to be written as JSON: text, numbers, booleans,
   * instants, lists and maps with stable names. Reading it is logged by the owner under {@code
   * requestId}.
   */
  Map<String, Object> export(SubjectId subject, UUID requestId);

  /**
   * Corrects fields the owner holds and the person may correct (GDPR Art. 16).
   *
   * @return the names it took; those it does not hold are left out
   */
  List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId);

  /**
   * Removes everything held about these people, in the caller's transaction. Runs again after a
   * crash, so it must do nothing when nothing is left.
   */
  void erase(Collection<SubjectId> subjects);
}

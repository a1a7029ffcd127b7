package dev.clef.mail;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Letters on their way to a person. What they say is left out: a code in a copy of one's data helps
 * only a thief.
 */
record MailData(LetterStore store) implements PersonalData {

  @Override
  public String owner() {
    return "letters";
  }

  @Override
  public List<HeldField> describe() {
    return Catalogue.held("letter", "letters", "undeliverable");
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    Map<String, Object> held = new LinkedHashMap<>();
    held.put("waiting", store.of(subject).stream().map(MailData::waiting).toList());
    store.markedSince(subject).ifPresent(since -> held.put("undeliverable_since", since));
    return held;
  }

  private static Map<String, Object> waiting(LetterStore.Waiting letter) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("letter", letter.template());
    members.put("since", letter.createdAt());
    return members;
  }

  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    store.forget(subjects);
  }
}

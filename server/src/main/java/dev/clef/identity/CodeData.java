package dev.clef.identity;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Codes that were sent to a person: what for and since when, and not what opens them. */
record CodeData(OneTimeCodes codes) implements PersonalData {

  @Override
  public String owner() {
    return "codes";
  }

  @Override
  public List<HeldField> describe() {
    return Catalogue.held("codes");
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    return Map.of("sent", codes.of(subject).stream().map(CodeData::sent).toList());
  }

  private static Map<String, Object> sent(CodeStore.Waiting code) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("for", code.purpose());
    members.put("since", code.createdAt());
    members.put("expires_at", code.expiresAt());
    return members;
  }

  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    codes.forget(subjects);
  }
}

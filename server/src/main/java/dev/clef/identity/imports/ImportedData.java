package dev.clef.identity.imports;

import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The digest of the imported record: keyed, of no use to the person, and gone with them. */
final class ImportedData implements PersonalData {

  private final ImportedStore store;

  ImportedData(ImportedStore store) {
    this.store = store;
  }

  @Override
  public String owner() {
    return "import";
  }

  @Override
  public List<HeldField> describe() {
    return List.of();
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    return Map.of();
  }

  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    store.delete(subjects);
  }
}

package dev.clef.vault;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The fields of the vault, for requests by a person. Credentials are left out: a copy of a hash
 * helps only a thief.
 */
final class VaultData implements PersonalData {

  private final Vault vault;
  private final VaultWriter writer;
  private final Grants grants;

  VaultData(Vault vault, VaultWriter writer, Grants grants) {
    this.vault = vault;
    this.writer = writer;
    this.grants = grants;
  }

  @Override
  public String owner() {
    return "profile";
  }

  @Override
  public List<HeldField> describe() {
    return Catalogue.held(
        Arrays.stream(Fields.Profile.values()).map(Fields.Profile::field).toArray(String[]::new));
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    Access access = Access.request(subject, Purpose.ACCESS_REQUEST, requestId);
    Map<String, Object> held = new LinkedHashMap<>();
    new TreeMap<>(vault.readAll(subject, access))
        .forEach((name, value) -> held.put(name, item(name, value)));
    return held;
  }

  private static Map<String, Object> item(String name, FieldValue value) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("value", value.text());
    members.put("category", Fields.category(name).code());
    members.put("given_by", value.origin().name().toLowerCase(Locale.ROOT));
    members.put("since", value.writtenAt());
    return members;
  }

  /** Corrections of a profile follow the rules of names and go through identity. */
  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    writer.fence(subjects);
    writer.delete(subjects);
    grants.forget(subjects);
  }
}

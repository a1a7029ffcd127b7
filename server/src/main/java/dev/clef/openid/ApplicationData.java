package dev.clef.openid;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** That somebody uses an application, and what they allowed it. */
final class ApplicationData implements PersonalData {

  private final Families families;
  private final Approvals approvals;
  private final Clients clients;

  ApplicationData(Families families, Approvals approvals, Clients clients) {
    this.families = families;
    this.approvals = approvals;
    this.clients = clients;
  }

  @Override
  public String owner() {
    return "applications";
  }

  @Override
  public List<HeldField> describe() {
    return Catalogue.held("application.use", "application.approval");
  }

  /** No field is opened for it: what is here lies open, under a random identifier. */
  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("allowed", approvals.of(subject).stream().map(ApplicationData::allowed).toList());
    members.put("signed_in", families.of(subject).stream().map(this::signedIn).toList());
    return members;
  }

  private static Map<String, Object> allowed(Approval approval) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("application", approval.name());
    members.put("scopes", approval.scopes());
    members.put("allowed_at", approval.approvedAt());
    return members;
  }

  private Map<String, Object> signedIn(Family family) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("application", clients.find(family.clientId()).map(Client::name).orElse(""));
    members.put("scopes", family.scopes());
    members.put("signed_in_at", family.createdAt());
    members.put("expires_at", family.expiresAt());
    return members;
  }

  /** Nothing of it can be wrong: it is what the person did. */
  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    families.end(subjects);
    approvals.delete(subjects);
  }
}

package dev.clef.identity.imports;

import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.Sessions;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.NameTaken;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.VaultWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Imports people who are here already: what they wrote themselves since stays, what the import
 * wrote is renewed.
 */
final class PersonUpdate {

  private final VaultWriter vault;
  private final Accounts accounts;
  private final Sessions sessions;
  private final ImportedStore imported;
  private final RecordDigests digests;
  private final Finder finder;

  PersonUpdate(
      VaultWriter vault,
      Accounts accounts,
      Sessions sessions,
      ImportedStore imported,
      RecordDigests digests,
      Finder finder) {
    this.vault = vault;
    this.accounts = accounts;
    this.sessions = sessions;
    this.imported = imported;
    this.digests = digests;
    this.finder = finder;
  }

  Map<String, Outcome> run(UUID importId, Map<UUID, Person> people) {
    Map<String, Outcome> outcomes = new HashMap<>();
    if (people.isEmpty()) {
      return outcomes;
    }
    Map<UUID, byte[]> before = imported.find(people.keySet());
    people.forEach((id, person) -> {
      byte[] digest = digests.of(person);
      if (!Arrays.equals(digest, before.get(id))) {
        outcomes.put(person.sourceId(), renewed(importId, new SubjectId(id), person, digest));
      }
    });
    return outcomes;
  }

  private Outcome renewed(UUID importId, SubjectId subject, Person person, byte[] digest) {
    try {
      update(importId, subject, person, digest);
      return Outcome.UPDATED;
    } catch (NameTaken renamedToSomebodyElse) {
      return Outcome.NAME_TAKEN;
    }
  }

  private void update(UUID importId, SubjectId subject, Person person, byte[] digest) {
    Set<String> own = vault.writtenBy(subject, Origin.PERSON);
    Map<String, byte[]> values = new HashMap<>(person.fields());
    values.keySet().removeAll(own);
    // What the source no longer has is emptied, unless the person gave it.
    vault
        .writtenBy(subject, Origin.IMPORT)
        .forEach(field -> values.putIfAbsent(field, new byte[0]));
    vault.write(
        subject,
        new VaultWriter.Change(values, index(values, person), Origin.IMPORT),
        Access.migration(importId),
        () -> {
          if (!person.enabled()) {
            accounts.disable(subject);
            sessions.delete(List.of(subject));
          }
          imported.update(subject, digest);
        });
  }

  private List<IndexEntry> index(Map<String, byte[]> values, Person person) {
    List<IndexEntry> index = new ArrayList<>();
    if (values.containsKey(Profile.USERNAME.field())) {
      index.add(finder.username(person.username()));
    }
    if (values.containsKey(Profile.EMAIL.field())) {
      index.add(
          Optional.ofNullable(person.email())
              .flatMap(email -> finder.email(email, person.emailVerified()))
              .orElseGet(finder::noEmail)); // nobody is found by an address they no longer have
    }
    return index;
  }
}

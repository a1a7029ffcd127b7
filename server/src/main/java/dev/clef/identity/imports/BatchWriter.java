package dev.clef.identity.imports;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.consent.AgeClass;
import dev.clef.identity.Account;
import dev.clef.identity.AccountStatus;
import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.platform.UuidV7;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.VaultWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes a batch of mapped people: the new ones by COPY, the changed ones field by field. */
final class BatchWriter {

  /** A person with the place of the record in the file. */
  record Numbered(long index, Person person) {

    /** Whether no earlier record of the batch has the same identifier. */
    boolean isFirstOf(List<Numbered> batch) {
      return batch.stream()
          .filter(other -> other.person().sourceId().equals(person.sourceId()))
          .allMatch(other -> other.index() >= index);
    }
  }

  /**
   * What is known about the people of a batch before anything is written; keyed by source
   * identifier.
   */
  record Known(Map<String, UUID> imported, Set<String> erased, Set<String> nameTaken) {}

  private final Finder finder;
  private final PeopleLookup lookup;
  private final PersonKeys keys;
  private final VaultWriter vault;
  private final Accounts accounts;
  private final ImportedStore imported;
  private final RecordDigests digests;
  private final PersonUpdate update;
  private final AuditLog log;
  private final KeysProperties keysProperties;
  private final UuidV7 ids;

  BatchWriter(
      Finder finder,
      PeopleLookup lookup,
      PersonKeys keys,
      VaultWriter vault,
      Accounts accounts,
      ImportedStore imported,
      RecordDigests digests,
      PersonUpdate update,
      AuditLog log,
      KeysProperties keysProperties,
      UuidV7 ids) {
    this.finder = finder;
    this.lookup = lookup;
    this.keys = keys;
    this.vault = vault;
    this.accounts = accounts;
    this.imported = imported;
    this.digests = digests;
    this.update = update;
    this.log = log;
    this.keysProperties = keysProperties;
    this.ids = ids;
  }

  /** What the databases know of these people. */
  Known known(String realm, String source, List<Numbered> batch) {
    return lookup.known(realm, source, batch);
  }

  /**
   * Writes the new people of a batch in the current transaction; the keys of new people are
   * committed on the way.
   */
  Map<String, Outcome> write(UUID importId, String realm, String source, List<Numbered> batch) {
    Known known = known(realm, source, batch);
    Map<String, Outcome> outcomes = new HashMap<>();
    Map<String, Person> fresh = new LinkedHashMap<>();
    Set<IndexEntry> names = new HashSet<>();
    for (Numbered numbered : batch) {
      Person person = numbered.person();
      String id = person.sourceId();
      if (outcomes.containsKey(id) || fresh.containsKey(id)) {
        continue;
      }
      UUID existing = known.imported().get(id);
      if (known.erased().contains(id)) {
        outcomes.put(id, Outcome.ERASED);
      } else if (existing != null) {
        outcomes.put(id, Outcome.UNCHANGED);
      } else if (known.nameTaken().contains(id) || !names.add(finder.username(person.username()))) {
        outcomes.put(id, Outcome.NAME_TAKEN);
      } else {
        fresh.put(id, person);
        outcomes.put(id, Outcome.CREATED);
      }
    }
    create(importId, realm, source, fresh.values());
    return outcomes;
  }

  /**
   * Renews the people of a batch who are here already, each in a transaction of its own: a change
   * of a person spans two databases and cannot be part of a larger one. Done again after a crash,
   * it finds nothing to do.
   */
  Map<String, Outcome> renew(UUID importId, String realm, String source, List<Numbered> batch) {
    Known known = known(realm, source, batch);
    Map<UUID, Person> again = new LinkedHashMap<>();
    for (Numbered numbered : batch) {
      UUID existing = known.imported().get(numbered.person().sourceId());
      if (existing != null) {
        again.putIfAbsent(existing, numbered.person());
      }
    }
    return update.run(importId, again);
  }

  private void create(UUID importId, String realm, String source, Collection<Person> people) {
    if (people.isEmpty()) {
      return;
    }
    List<VaultWriter.Sealed> sealed = new ArrayList<>(people.size());
    List<Account> made = new ArrayList<>(people.size());
    Map<SubjectId, byte[]> records = new LinkedHashMap<>();
    List<AuditLog.Prepared> entries = new ArrayList<>(people.size());
    for (Person person : people) {
      SubjectId subject = new SubjectId(ids.next());
      VaultWriter.Change change =
          new VaultWriter.Change(person.fields(), index(realm, source, person), Origin.IMPORT);
      VaultWriter.Sealed one = vault.seal(subject, change, person.ageClass(), person.residency());
      sealed.add(one);
      made.add(account(subject, source, person));
      records.put(subject, digests.of(person));
      entries.add(log.prepare(event("account.imported", importId, person), one.key(), Map.of()));
    }
    keys.register(sealed.stream().map(VaultWriter.Sealed::keys).toList());
    sealed.forEach(VaultWriter.Sealed::wipe);
    accounts.insert(made);
    vault.insert(sealed);
    imported.copy(records);
    log.append(entries);
  }

  private Account account(SubjectId subject, String source, Person person) {
    return new Account(
        subject,
        keysProperties.region(),
        status(person),
        person.duties(),
        null,
        source,
        person.createdAt());
  }

  static AccountStatus status(Person person) {
    if (!person.enabled()) {
      return AccountStatus.DISABLED;
    }
    return person.ageClass().equals(AgeClass.CHILD.code())
        ? AccountStatus.AWAITING_PARENT
        : AccountStatus.ACTIVE;
  }

  private List<IndexEntry> index(String realm, String source, Person person) {
    List<IndexEntry> index = new ArrayList<>();
    index.add(finder.source(source, realm, person.sourceId()));
    index.add(finder.username(person.username()));
    String email = person.email();
    if (email != null) {
      finder.email(email, person.emailVerified()).ifPresent(index::add);
    }
    return index;
  }

  static AuditEvent event(String type, UUID importId, Person person) {
    return new AuditEvent(type, Actor.OPERATOR, Purpose.MIGRATION, LegalBasis.CONTRACT, Map.of())
        .inCase(importId)
        .fields(person.fields().keySet());
  }
}

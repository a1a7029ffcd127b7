package dev.clef.identity.imports;

import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.imports.BatchWriter.Known;
import dev.clef.identity.imports.BatchWriter.Numbered;
import dev.clef.keys.BlindIndexes;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.IndexKind;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out, with four queries a batch, which people are here already and which names are taken.
 */
final class PeopleLookup {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final Finder finder;
  private final BlindIndexes indexes;
  private final Accounts accounts;
  private final PersonKeys keys;
  private final TransactionTemplate alone;
  private final KeysProperties keysProperties;
  private final Clock clock;

  /** {@code alone} runs in a transaction of its own whatever surrounds it. */
  PeopleLookup(
      Finder finder,
      BlindIndexes indexes,
      Accounts accounts,
      PersonKeys keys,
      TransactionTemplate alone,
      KeysProperties keysProperties,
      Clock clock) {
    this.finder = finder;
    this.indexes = indexes;
    this.accounts = accounts;
    this.keys = keys;
    this.alone = alone;
    this.keysProperties = keysProperties;
    this.clock = clock;
  }

  Known known(String realm, String source, List<Numbered> batch) {
    Map<String, IndexEntry> sources = new HashMap<>();
    Map<String, IndexEntry> names = new HashMap<>();
    for (Numbered numbered : batch) {
      String id = numbered.person().sourceId();
      sources.put(id, finder.source(source, realm, id));
      names.put(id, finder.username(numbered.person().username()));
    }
    Map<IndexEntry, UUID> imported = indexes.taken(TENANT, IndexKind.SOURCE, sources.values());
    reapUnfinished(imported);
    Set<IndexEntry> erased = indexes.erasedSources(TENANT, sources.values());
    Map<IndexEntry, UUID> taken = indexes.taken(TENANT, IndexKind.USERNAME, names.values());
    Map<String, UUID> importedIds = new HashMap<>();
    Set<String> erasedIds = new HashSet<>();
    Set<String> takenIds = new HashSet<>();
    sources.forEach((id, entry) -> {
      UUID person = imported.get(entry);
      if (person != null) {
        importedIds.put(id, person);
      }
      if (erased.contains(entry)) {
        erasedIds.add(id);
      }
      UUID holder = taken.get(names.getOrDefault(id, entry));
      if (holder != null && !holder.equals(person)) {
        takenIds.add(id);
      }
    });
    return new Known(importedIds, erasedIds, takenIds);
  }

  /**
   * Keys of an earlier try that died before its accounts were committed are removed at once, not in
   * a minute.
   */
  private void reapUnfinished(Map<IndexEntry, UUID> imported) {
    if (imported.isEmpty()) {
      return;
    }
    Set<UUID> missing = new HashSet<>(imported.values());
    missing.removeAll(accounts.existing(missing));
    if (missing.isEmpty()) {
      return;
    }
    List<UUID> absent =
        alone.execute(
            status -> accounts.fenceAbsent(missing, keysProperties.region(), clock.instant()));
    if (absent != null) {
      keys.reap(absent.stream().map(person -> new PersonRef(TENANT, person)).toList());
      imported.values().removeAll(absent);
    }
  }
}

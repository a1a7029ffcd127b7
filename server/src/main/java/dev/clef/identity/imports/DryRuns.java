package dev.clef.identity.imports;

import dev.clef.identity.Finder;
import dev.clef.identity.imports.BatchWriter.Known;
import dev.clef.identity.imports.BatchWriter.Numbered;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.keys.BlindIndexes;
import dev.clef.keys.IndexEntry;
import dev.clef.subject.Tenant;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says what an import would do without doing it. Remembers 64 bits of the keyed digest of each name
 * of a running dry run, so that collisions inside the file are found; about 60 MB for a million
 * people, gone with the run.
 */
final class DryRuns {

  private final Map<UUID, Set<Long>> names = new ConcurrentHashMap<>();
  private final Finder finder;
  private final BlindIndexes indexes;

  DryRuns(Finder finder, BlindIndexes indexes) {
    this.finder = finder;
    this.indexes = indexes;
  }

  Map<String, Outcome> judge(
      UUID importId, String realm, String source, List<Numbered> batch, BatchWriter writer) {
    Known known = writer.known(realm, source, batch);
    Set<Long> seen = names.computeIfAbsent(importId, id -> new HashSet<>());
    Map<String, Outcome> outcomes = new HashMap<>();
    for (Numbered numbered : batch) {
      Person person = numbered.person();
      String id = person.sourceId();
      if (!outcomes.containsKey(id)) {
        outcomes.put(id, outcome(known, person, seen));
      }
    }
    return outcomes;
  }

  private Outcome outcome(Known known, Person person, Set<Long> seen) {
    String id = person.sourceId();
    if (known.erased().contains(id)) {
      return Outcome.ERASED;
    }
    if (known.imported().containsKey(id)) {
      return Outcome.UNCHANGED;
    }
    boolean first = seen.add(shortened(finder.username(person.username())));
    return first && !known.nameTaken().contains(id) ? Outcome.CREATED : Outcome.NAME_TAKEN;
  }

  void forget(UUID importId) {
    names.remove(importId);
  }

  private long shortened(IndexEntry entry) {
    return ByteBuffer.wrap(indexes.digest(Tenant.DEFAULT.id(), entry)).getLong();
  }
}

package dev.clef.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds people without storing what they are called: by keyed digests of the normalised value.
 *
 * <p>Leaks, to whoever reads the keys database: how many values there are and, for e-mail
 * addresses, which persons share one. Whoever holds the index key as well can test guesses. Full
 * 256-bit digests, because a sign-in name must be exact.
 */
public final class BlindIndexes {

  /** Version of the normalisation that made the lookup keys. */
  static final int NORM_VERSION = 1;

  /** A person found. */
  public record Hit(UUID personId, boolean verified) {}

  private final IndexStore store;
  private final IndexKeys keys;

  BlindIndexes(IndexStore store, IndexKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /** The persons behind a normalised value: at most one for user names and sources. */
  public List<Hit> find(String tenantId, IndexKind kind, String value) {
    Map<UUID, Hit> found = new LinkedHashMap<>();
    for (int version : keys.versions().all()) {
      byte[] digest = keys.digest(tenantId, kind, value, version);
      for (Hit hit : store.find(tenantId, kind, digest)) {
        found.merge(
            hit.personId(),
            hit,
            (one, other) -> new Hit(one.personId(), one.verified() || other.verified()));
      }
    }
    return new ArrayList<>(found.values());
  }

  /** Whether this person is found by the value, and has proven it to be theirs. */
  public boolean isVerified(PersonRef person, IndexKind kind, String value) {
    byte[][] digests =
        keys.versions().all().stream()
            .map(version -> keys.digest(person.tenantId(), kind, value, version))
            .toArray(byte[][]::new);
    return store.isVerified(person, kind, digests);
  }

  /** Whether this person is found by a value of this kind that they have proven to be theirs. */
  public boolean hasVerified(PersonRef person, IndexKind kind) {
    return store.hasVerified(person, kind);
  }

  /** Of these entries, all of {@code kind}, those that are taken, and by whom. */
  public Map<IndexEntry, UUID> taken(
      String tenantId, IndexKind kind, Collection<IndexEntry> entries) {
    Map<IndexEntry, UUID> taken = new HashMap<>();
    for (int version : keys.versions().all()) {
      Map<String, IndexEntry> digests = digests(tenantId, entries, version);
      store
          .findAll(tenantId, kind, raw(digests.keySet()))
          .forEach((digest, person) -> taken.put(digests.get(digest), person));
    }
    return taken;
  }

  /** Of these source entries, those that belong to erased persons. */
  public Set<IndexEntry> erasedSources(String tenantId, Collection<IndexEntry> entries) {
    Set<IndexEntry> erased = new HashSet<>();
    for (int version : keys.versions().all()) {
      Map<String, IndexEntry> digests = digests(tenantId, entries, version);
      store
          .erasedSources(tenantId, raw(digests.keySet()))
          .forEach(digest -> erased.add(digests.get(digest)));
    }
    return erased;
  }

  /** The digest of an entry under the newest key. */
  public byte[] digest(String tenantId, IndexEntry entry) {
    return keys.digest(tenantId, entry.kind(), entry.value(), keys.versions().newest());
  }

  private Map<String, IndexEntry> digests(
      String tenantId, Collection<IndexEntry> entries, int version) {
    Map<String, IndexEntry> digests = new LinkedHashMap<>();
    for (IndexEntry entry : entries) {
      byte[] digest = keys.digest(tenantId, entry.kind(), entry.value(), version);
      digests.put(HexFormat.of().formatHex(digest), entry);
    }
    return digests;
  }

  private static byte[][] raw(Collection<String> digests) {
    return digests.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
  }
}

package dev.clef.keys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the index keys in force, and digests under them: HMAC-SHA-256 of the normalised
 * value under a key per tenant, kind and version. Thread-safe.
 */
final class IndexKeys {

  /** How old may be what a look-up knows of the versions. */
  static final Duration FRESH = Duration.ofSeconds(5);

  private static final int FIRST = 1;

  /**
   * The versions people are found by: one, or while one takes over from another both.
   *
   * @param oldest people may still have rows of it
   * @param newest everybody gets rows of it
   */
  record Versions(int oldest, int newest) {

    /** The oldest first: a row that moves on between two looks is found by the second. */
    List<Integer> all() {
      return IntStream.rangeClosed(oldest, newest).boxed().toList();
    }
  }

  private record Known(Versions versions, long at) {}

  private final IndexStore store;
  private final ServiceKeys serviceKeys;
  private volatile @Nullable Known known;

  IndexKeys(IndexStore store, ServiceKeys serviceKeys) {
    this.store = store;
    this.serviceKeys = serviceKeys;
  }

  /** The versions as they were at most {@link #FRESH} ago. */
  Versions versions() {
    Known seen = known;
    return seen != null && System.nanoTime() - seen.at() < FRESH.toNanos()
        ? seen.versions()
        : refreshed();
  }

  /** The versions as they are. */
  Versions refreshed() {
    long now = System.nanoTime();
    Versions versions = store.versions();
    known = new Known(versions, now);
    return versions;
  }

  /** Likewise; they stay what they are until the current transaction ends. */
  Versions lock() {
    return store.lockVersions();
  }

  /** The rows by which a person is found. */
  List<IndexRow> rows(String tenantId, Collection<IndexEntry> entries, Versions versions) {
    List<IndexRow> rows = new ArrayList<>(entries.size());
    for (IndexEntry entry : entries) {
      for (int version : versions.all()) {
        byte[] digest = digest(tenantId, entry.kind(), entry.value(), version);
        rows.add(new IndexRow(entry.kind(), version, digest, entry.verified()));
      }
    }
    return rows;
  }

  /** The digest of a value under a version of the key. */
  byte[] digest(String tenantId, IndexKind kind, String value, int version) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (kind != IndexKind.SOURCE) {
      return hmac(tenantId, kind, version, utf8);
    }
    byte[] digest = hmac(tenantId, kind, FIRST, utf8);
    for (int next = FIRST + 1; next <= version; next++) {
      digest = chained(tenantId, digest, next);
    }
    return digest;
  }

  /** The digest of a source under a version, from the one under the version before. */
  byte[] chained(String tenantId, byte[] before, int version) {
    return hmac(tenantId, IndexKind.SOURCE, version, before);
  }

  private byte[] hmac(String tenantId, IndexKind kind, int version, byte[] message) {
    String name = tenantId + "/" + kind.code();
    return ServiceKeys.hmac(serviceKeys.made(ServiceKeyKind.INDEX, name, version), message);
  }

  /** Makes the keys of a version, so that nobody has to in the middle of a write. */
  void make(int version) {
    serviceKeys.names(ServiceKeyKind.INDEX).stream()
        .filter(name -> isOf(name, EnumSet.allOf(IndexKind.class)))
        .forEach(name -> serviceKeys.made(ServiceKeyKind.INDEX, name, version));
  }

  /** Overwrites in memory what was destroyed where it is stored. */
  void forgetBefore(int version) {
    serviceKeys.forgetBefore(
        ServiceKeyKind.INDEX,
        version,
        name -> isOf(name, EnumSet.of(IndexKind.USERNAME, IndexKind.EMAIL)));
  }

  /** Others have index keys too, for what finds no people; these stay as they are. */
  private static boolean isOf(String name, Set<IndexKind> kinds) {
    return kinds.stream().anyMatch(kind -> name.endsWith("/" + kind.code()));
  }
}

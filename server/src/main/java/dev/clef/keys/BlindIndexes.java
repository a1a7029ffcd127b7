package dev.clef.keys;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Finds people without storing what they are called: HMAC-SHA-256 of the normalised value under a
 * key per tenant and kind.
 *
 * <p>Leaks, to whoever reads the keys database: how many values there are and, for e-mail
 * addresses, which persons share one. Whoever holds the index key as well can test guesses. Full
 * 256-bit digests, because a sign-in name must be exact.
 */
public final class BlindIndexes {

  /** Version of the normalisation that made the lookup keys. */
  static final int NORM_VERSION = 1;

  /** Version of the index key. */
  static final int KEY_VERSION = 1;

  /** A person found. */
  public record Hit(UUID personId, boolean verified) {}

  private final KeyStore store;
  private final ServiceKeys serviceKeys;

  BlindIndexes(KeyStore store, ServiceKeys serviceKeys) {
    this.store = store;
    this.serviceKeys = serviceKeys;
  }

  /** The row that makes {@code lookupKey} (already normalised) findable. */
  public IndexEntry entry(String tenantId, IndexKind kind, String lookupKey, boolean verified) {
    return new IndexEntry(kind, digest(tenantId, kind, lookupKey), verified);
  }

  /** The persons behind {@code lookupKey}: at most one for user names and sources. */
  public List<Hit> find(String tenantId, IndexKind kind, String lookupKey) {
    return store.find(tenantId, kind.code(), digest(tenantId, kind, lookupKey));
  }

  /**
   * Of these entries, those that are taken: hexadecimal digest to person. All entries are of {@code
   * kind}.
   */
  public Map<String, UUID> taken(String tenantId, IndexKind kind, Collection<IndexEntry> entries) {
    return store.findAll(tenantId, kind.code(), digests(entries));
  }

  /** Of these source entries, the hexadecimal digests that belong to erased persons. */
  public List<String> erasedSources(String tenantId, Collection<IndexEntry> entries) {
    return store.erasedSources(tenantId, digests(entries));
  }

  /** The digest as the two methods above name it. */
  public static String hex(IndexEntry entry) {
    return HexFormat.of().formatHex(entry.digest());
  }

  private static byte[][] digests(Collection<IndexEntry> entries) {
    return entries.stream().map(IndexEntry::digest).toArray(byte[][]::new);
  }

  private byte[] digest(String tenantId, IndexKind kind, String lookupKey) {
    byte[] value = lookupKey.getBytes(StandardCharsets.UTF_8);
    return serviceKeys.hmac(ServiceKeyKind.INDEX, tenantId + "/" + kind.code(), value);
  }
}

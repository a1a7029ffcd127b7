package dev.clef.keys;

import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.Randomness;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keys of the service, made at first use, wrapped by the root key and kept unwrapped while the
 * process runs. A key has versions: the newest makes what is new, the others still open what they
 * made. Thread-safe; two nodes asking for the same new key get the same one.
 */
public final class ServiceKeys {

  static final int FIRST_VERSION = 1;

  private record Id(String kind, String name) {}

  private record Version(Id id, int number) {}

  private final KeyStore store;
  private final RootKeys roots;
  private final KeyCustodian custodian;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;
  private final Map<Version, DataKey> open = new ConcurrentHashMap<>();
  private final Map<Id, Integer> newest = new ConcurrentHashMap<>();

  ServiceKeys(
      KeyStore store,
      RootKeys roots,
      KeyCustodian custodian,
      PlatformTransactionManager transactions,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.roots = roots;
    this.custodian = custodian;
    // On its own: a key that somebody has used must not be rolled back with what they did.
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.randomness = randomness;
    this.clock = clock;
  }

  /** The newest key of {@code kind} called {@code name}, made now if there is none. */
  public DataKey get(ServiceKeyKind kind, String name) {
    Id id = new Id(kind.code(), name);
    Integer known = newest.get(id);
    int version = known == null ? newestStored(id) : known;
    newest.put(id, version);
    return get(new Version(id, version));
  }

  /**
   * The key that made an envelope.
   *
   * @throws EnvelopeRejected when this is no envelope, or one of a key that never was
   */
  public DataKey get(ServiceKeyKind kind, String name, byte[] envelope) {
    return find(new Version(new Id(kind.code(), name), Envelope.versionOf(envelope)))
        .orElseThrow(EnvelopeRejected::new);
  }

  /**
   * Whether there is the key that made an envelope.
   *
   * @throws EnvelopeRejected when this is no envelope
   */
  public boolean isThere(ServiceKeyKind kind, String name, byte[] envelope) {
    return find(new Version(new Id(kind.code(), name), Envelope.versionOf(envelope))).isPresent();
  }

  /** The newest version and the one before it, which may have made what is just under way. */
  List<DataKey> newestTwo(ServiceKeyKind kind, String name) {
    DataKey key = get(kind, name);
    return Stream.concat(
            Stream.of(key),
            find(new Version(new Id(kind.code(), name), key.version() - 1)).stream())
        .toList();
  }

  private int newestStored(Id id) {
    int stored = store.newestServiceKey(id.kind(), id.name());
    if (stored > 0) {
      return stored;
    }
    make(new Version(id, FIRST_VERSION));
    return FIRST_VERSION;
  }

  private DataKey get(Version version) {
    return find(version)
        .orElseThrow(() -> new KeyUnavailable("service key " + version + " could not be stored"));
  }

  private Optional<DataKey> find(Version version) {
    DataKey known = open.get(version);
    if (known != null) {
      return Optional.of(known);
    }
    KeyStore.ServiceKey stored =
        store.serviceKey(version.id().kind(), version.id().name(), version.number());
    if (stored == null) {
      return Optional.empty();
    }
    byte[] keyBytes = unwrapped(new Root(stored.rootVersion()), version, stored.wrappedKey());
    DataKey fresh = new DataKey(version.number(), keyBytes);
    Arrays.fill(keyBytes, (byte) 0);
    DataKey kept = open.computeIfAbsent(version, it -> fresh.kept());
    fresh.wipe();
    return Optional.of(kept);
  }

  /** A custodian that had the key at the start and lacks it now may get it back. */
  private byte[] unwrapped(Root root, Version version, byte[] wrapped) {
    try {
      return custodian.unwrap(root, context(version), wrapped);
    } catch (KeyUnavailable e) {
      throw lacking(root, e);
    }
  }

  private byte[] wrapped(Root root, Version version) {
    byte[] fresh = randomness.keyBytes(DataKey.SIZE);
    try {
      return custodian.wrap(root, context(version), fresh);
    } catch (KeyUnavailable e) {
      throw lacking(root, e);
    } finally {
      Arrays.fill(fresh, (byte) 0);
    }
  }

  private static CustodianUnavailable lacking(Root root, KeyUnavailable e) {
    return new CustodianUnavailable("this node's custodian does not hold key " + root.label(), e);
  }

  /** Another node may be first: what is stored counts. */
  private void make(Version version) {
    transaction.executeWithoutResult(status -> {
      Root root = roots.lockCurrent();
      byte[] wrapped = wrapped(root, version);
      store.insertServiceKey(
          version.id().kind(),
          version.id().name(),
          version.number(),
          new KeyStore.ServiceKey(root.version(), wrapped),
          clock.instant());
    });
  }

  /**
   * Makes a new version of every key of a kind; what older versions made stays readable.
   *
   * @return how many
   */
  int rotate(ServiceKeyKind kind) {
    int rotated = 0;
    for (String name : store.serviceKeyNames(kind.code())) {
      Id id = new Id(kind.code(), name);
      make(new Version(id, store.newestServiceKey(id.kind(), id.name()) + 1));
      newest.remove(id);
      rotated++;
    }
    return rotated;
  }

  /** Another node may have made newer versions. */
  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT5S")
  void lookForNewer() {
    newest.clear();
  }

  /** HMAC-SHA-256 under the newest service key of {@code kind} called {@code name}: 32 bytes. */
  public byte[] hmac(ServiceKeyKind kind, String name, byte[] message) {
    return hmac(get(kind, name), message);
  }

  static byte[] hmac(DataKey key, byte[] message) {
    return CryptoEngine.with(engine -> engine.hmac(key, message));
  }

  /** Whether there is any version of the key. */
  boolean exists(ServiceKeyKind kind, String name) {
    return store.newestServiceKey(kind.code(), name) > 0;
  }

  /** This version of the key, made now if there is none. */
  DataKey made(ServiceKeyKind kind, String name, int version) {
    Version wanted = new Version(new Id(kind.code(), name), version);
    return find(wanted)
        .orElseGet(() -> {
          make(wanted);
          return get(wanted);
        });
  }

  /**
   * This version of the key.
   *
   * @throws KeyUnavailable when there is none
   */
  DataKey get(ServiceKeyKind kind, String name, int version) {
    return get(new Version(new Id(kind.code(), name), version));
  }

  /** The names of all keys of a kind. */
  public List<String> names(ServiceKeyKind kind) {
    return store.serviceKeyNames(kind.code());
  }

  /** Overwrites in memory all versions before one, of the keys with these names. */
  void forgetBefore(ServiceKeyKind kind, int version, Predicate<String> names) {
    open.keySet().stream()
        .filter(it -> it.id().kind().equals(kind.code()) && it.number() < version)
        .filter(it -> names.test(it.id().name()))
        .forEach(it -> forget(kind, it.id().name(), it.number()));
  }

  /**
   * Destroys an audit key, in all its versions, here and in the database; other nodes drop it by
   * {@link #forgetGone}.
   *
   * @param name of a month that is more than a year over, or of a shelf of one
   * @return how many versions there were
   */
  public int endAudit(String name) {
    int versions = store.endAuditKeys(name);
    forgetGone(ServiceKeyKind.AUDIT);
    return versions;
  }

  /**
   * Destroys the key of a staff account, in all its versions, here and in the database; other nodes
   * drop it by {@link #forgetGone}.
   *
   * @return how many versions there were
   */
  public int endStaff(String name) {
    int versions = store.endStaffKey(name);
    forgetGone(ServiceKeyKind.STAFF);
    return versions;
  }

  /** Overwrites in memory the keys of a kind that are not stored any more. */
  public void forgetGone(ServiceKeyKind kind) {
    List<Version> known =
        open.keySet().stream().filter(it -> it.id().kind().equals(kind.code())).toList();
    Set<String> stored = new HashSet<>(store.serviceKeyNames(kind.code()));
    known.stream()
        .filter(it -> !stored.contains(it.id().name()))
        .forEach(it -> {
          newest.remove(it.id());
          forget(kind, it.id().name(), it.number());
        });
  }

  /** Overwrites a version in memory; what is stored stays or is gone already. */
  void forget(ServiceKeyKind kind, String name, int version) {
    DataKey known = open.remove(new Version(new Id(kind.code(), name), version));
    if (known != null) {
      known.wipe();
    }
  }

  private static byte[] context(Version version) {
    return context(version.id().kind(), version.id().name(), version.number());
  }

  static byte[] context(String kind, String name, int version) {
    return Context.of("clef-service-key-v1").text(kind).text(name).number(version).bytes();
  }
}

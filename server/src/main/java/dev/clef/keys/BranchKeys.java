package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Branch keys: one per tenant, shard and epoch, wrapped by the regional key of the epoch. Made at
 * first use; kept unwrapped while the process runs, or in strict mode unwrapped by the custodian
 * for every single use. Thread-safe.
 */
final class BranchKeys {

  static final int FIRST_VERSION = 1;
  static final int SHARDS = 16;

  /** Where a branch key stands in the hierarchy. */
  record Branch(String tenantId, int shard, int epoch, int version) {}

  private final KeyStore store;
  private final KeyCustodian custodian;
  private final Randomness randomness;
  private final Clock clock;
  private final String region;
  private final boolean strict;
  private final Map<Branch, DataKey> open = new ConcurrentHashMap<>();

  BranchKeys(
      KeyStore store,
      KeyCustodian custodian,
      Randomness randomness,
      Clock clock,
      String region,
      boolean strict) {
    this.store = store;
    this.custodian = custodian;
    this.randomness = randomness;
    this.clock = clock;
    this.region = region;
    this.strict = strict;
  }

  /** The shard of a person: the last four bits of the random part of the identifier. */
  static int shard(UUID personId) {
    return (int) (personId.getLeastSignificantBits() & 0x0F);
  }

  /** The branch of {@code person} in an epoch. */
  static Branch of(PersonRef person, int epoch) {
    return new Branch(person.tenantId(), shard(person.personId()), epoch, FIRST_VERSION);
  }

  /** Makes the keys of all shards of a tenant in an epoch, as far as they are missing. */
  void make(String tenantId, int epoch) {
    for (int shard = 0; shard < SHARDS; shard++) {
      release(key(new Branch(tenantId, shard, epoch, FIRST_VERSION)));
    }
  }

  /** Wipes what is kept of other epochs than these. */
  void keepOnly(Collection<Integer> epochs) {
    open.entrySet()
        .removeIf(entry -> {
          boolean old = !epochs.contains(entry.getKey().epoch());
          if (old) {
            entry.getValue().wipe();
          }
          return old;
        });
  }

  /** Overwrites a key from here that is not needed any more. */
  static void release(byte[] keyBytes) {
    Arrays.fill(keyBytes, (byte) 0);
  }

  /** A copy of the 32 bytes of a branch key, to be {@link #release}d. */
  byte[] key(Branch branch) {
    DataKey known = open.get(branch);
    if (known != null) {
      return known.copy();
    }
    WrappingKeyId regional = new WrappingKeyId.Regional(region, branch.epoch());
    byte[] context = context(branch);
    byte[] wrapped = store.branchKey(branch);
    if (wrapped == null) {
      byte[] fresh = randomness.keyBytes(DataKey.SIZE);
      store.insertBranchKey(branch, wrapped(regional, context, fresh), clock.instant());
      release(fresh);
      wrapped = store.branchKey(branch);
    }
    if (wrapped == null) {
      throw new KeyUnavailable("branch key of shard " + branch.shard() + " could not be stored");
    }
    byte[] keyBytes = unwrapped(regional, context, wrapped);
    if (!strict) {
      DataKey fresh = new DataKey(branch.version(), keyBytes);
      open.computeIfAbsent(branch, it -> fresh.kept());
      fresh.wipe();
    }
    return keyBytes;
  }

  private byte[] wrapped(WrappingKeyId regional, byte[] context, byte[] keyBytes) {
    try {
      return custodian.wrap(regional, context, keyBytes);
    } catch (KeyUnavailable e) {
      throw lacking(regional, e);
    }
  }

  private static CustodianUnavailable lacking(WrappingKeyId regional, KeyUnavailable e) {
    return new CustodianUnavailable(
        "this node's custodian does not hold key " + regional.label(), e);
  }

  /** A node whose custodian lacks a live epoch serves nothing of it, and says so. */
  private byte[] unwrapped(WrappingKeyId regional, byte[] context, byte[] wrapped) {
    try {
      return custodian.unwrap(regional, context, wrapped);
    } catch (KeyUnavailable e) {
      throw lacking(regional, e);
    }
  }

  /**
   * Like {@link #key}, for keys that were wrapped earlier: a branch that does not exist means that
   * the row naming it was altered.
   *
   * @throws EnvelopeRejected when there is no such branch
   */
  byte[] existing(Branch branch) {
    if (!open.containsKey(branch) && store.branchKey(branch) == null) {
      throw new EnvelopeRejected();
    }
    return key(branch);
  }

  private byte[] context(Branch branch) {
    return context(region, branch);
  }

  static byte[] context(String region, Branch branch) {
    return Context.of("clef-branch-key-v1")
        .text(region)
        .text(branch.tenantId())
        .number(branch.shard())
        .number(branch.epoch())
        .number(branch.version())
        .bytes();
  }
}

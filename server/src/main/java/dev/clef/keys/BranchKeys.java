package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Branch keys: one per tenant, shard and epoch, wrapped by the regional key of the epoch. Made at
 * first use; kept unwrapped while the process runs. Thread-safe.
 */
final class BranchKeys {

  static final int FIRST_VERSION = 1;

  /** Where a branch key stands in the hierarchy. */
  record Branch(String tenantId, int shard, int epoch, int version) {}

  private final KeyStore store;
  private final KeyCustodian custodian;
  private final Randomness randomness;
  private final Clock clock;
  private final String region;
  private final Map<Branch, byte[]> open = new ConcurrentHashMap<>();

  BranchKeys(
      KeyStore store,
      KeyCustodian custodian,
      Randomness randomness,
      Clock clock,
      KeysProperties properties) {
    this.store = store;
    this.custodian = custodian;
    this.randomness = randomness;
    this.clock = clock;
    this.region = properties.region();
  }

  /** The shard of a person: the last four bits of the random part of the identifier. */
  static int shard(UUID personId) {
    return (int) (personId.getLeastSignificantBits() & 0x0F);
  }

  /** The branch under which new keys of {@code person} are wrapped. */
  Branch current(PersonRef person) {
    return new Branch(person.tenantId(), shard(person.personId()), Epochs.CURRENT, FIRST_VERSION);
  }

  /** The 32 bytes of a branch key. The array is shared: read it only. */
  byte[] key(Branch branch) {
    byte[] known = open.get(branch);
    if (known != null) {
      return known;
    }
    WrappingKeyId regional = new WrappingKeyId.Regional(region, branch.epoch());
    byte[] context = context(branch);
    byte[] wrapped = store.branchKey(branch);
    if (wrapped == null) {
      byte[] fresh = custodian.wrap(regional, context, randomness.bytes(DataKey.SIZE));
      store.insertBranchKey(branch, fresh, clock.instant());
      wrapped = store.branchKey(branch);
    }
    if (wrapped == null) {
      throw new KeyUnavailable("branch key of shard " + branch.shard() + " could not be stored");
    }
    byte[] keyBytes = custodian.unwrap(regional, context, wrapped);
    open.put(branch, keyBytes);
    return keyBytes;
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
    return Context.of("clef-branch-key-v1")
        .text(region)
        .text(branch.tenantId())
        .number(branch.shard())
        .number(branch.epoch())
        .number(branch.version())
        .bytes();
  }
}

package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.time.Instant;
import java.util.Arrays;

/** Wraps the keys of people by the branch keys of an epoch, and unwraps them. Thread-safe. */
final class PersonKeyWrapper {

  private static final String DATA = "data";
  private static final String COMMITMENT = "commitment";

  private final BranchKeys branches;
  private final Randomness randomness;

  PersonKeyWrapper(BranchKeys branches, Randomness randomness) {
    this.branches = branches;
    this.randomness = randomness;
  }

  /** The keys of {@code key} as {@code epoch} stores them; makes its branch key when missing. */
  WrappedPerson wrap(PersonKey key, int epoch, Instant createdAt, boolean confirmed) {
    PersonRef person = key.person();
    BranchKeys.Branch branch = BranchKeys.of(person, epoch);
    byte[] branchKey = branches.key(branch);
    int version = key.dataKey().version();
    try {
      return new WrappedPerson(
          person,
          branch,
          version,
          wrap(branchKey, context(person, epoch, version, DATA), key.dataKey()),
          wrap(branchKey, context(person, epoch, version, COMMITMENT), key.commitmentKey()),
          createdAt,
          confirmed);
    } finally {
      BranchKeys.release(branchKey);
    }
  }

  private byte[] wrap(byte[] branchKey, byte[] context, DataKey key) {
    byte[] inside = key.copy();
    try {
      return WrappedKey.wrap(randomness, branchKey, context, inside);
    } finally {
      Arrays.fill(inside, (byte) 0);
    }
  }

  /**
   * The keys inside.
   *
   * @throws EnvelopeRejected when the row was altered, or is another person's or another epoch's
   */
  PersonKey unwrap(WrappedPerson wrapped, Heads heads) {
    byte[] branchKey = branches.existing(wrapped.branch());
    try {
      return new PersonKey(
          wrapped.person(),
          unwrap(branchKey, wrapped, DATA, wrapped.dataKey()),
          unwrap(branchKey, wrapped, COMMITMENT, wrapped.commitmentKey()),
          heads);
    } finally {
      BranchKeys.release(branchKey);
    }
  }

  private static DataKey unwrap(byte[] branchKey, WrappedPerson of, String use, byte[] wrapped) {
    int version = of.dataKeyVersion();
    byte[] context = context(of.person(), of.branch().epoch(), version, use);
    byte[] inside = WrappedKey.unwrap(branchKey, context, wrapped);
    try {
      return new DataKey(version, inside);
    } finally {
      Arrays.fill(inside, (byte) 0);
    }
  }

  private static byte[] context(PersonRef person, int epoch, int version, String use) {
    return Context.of("clef-person-key-v1")
        .text(person.tenantId())
        .id(person.personId())
        .text(use)
        .number(version)
        .number(epoch)
        .bytes();
  }
}

package dev.clef.keys;

import java.util.List;
import java.util.Set;

/**
 * A person about to exist: keys made and wrapped, nothing stored yet.
 *
 * @param key the keys, for encrypting the first values
 * @param branch the branch key the two keys are wrapped by
 * @param wrappedDataKey the data key as stored
 * @param wrappedCommitmentKey the commitment key as stored
 */
public record NewPerson(
    PersonKey key, BranchKeys.Branch branch, byte[] wrappedDataKey, byte[] wrappedCommitmentKey) {

  /**
   * What is stored with the keys: how the person is found, and the fields whose first version will
   * follow.
   */
  public record Registration(NewPerson person, List<IndexEntry> index, Set<String> fields) {}
}

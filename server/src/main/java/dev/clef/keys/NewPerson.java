package dev.clef.keys;

import java.util.List;
import java.util.Set;

/**
 * A person about to exist: keys made, nothing stored yet.
 *
 * @param key the keys, for encrypting the first values
 */
public record NewPerson(PersonKey key) {

  /** Overwrites the keys here: the person is stored, or never will be. */
  public void wipe() {
    key.wipe();
  }

  /**
   * What is stored with the keys: how the person is found, and the fields whose first version will
   * follow.
   */
  public record Registration(NewPerson person, List<IndexEntry> index, Set<String> fields) {}
}

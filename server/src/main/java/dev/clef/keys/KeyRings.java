package dev.clef.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The data keys of a person in all their versions. The newest is wrapped by the epoch; each earlier
 * one lies in an envelope under the next. Thread-safe.
 */
public final class KeyRings {

  private static final String FIELD = "keys.older_data_key";

  private final PersonKeys keys;
  private final DataKeyStore store;
  private final Envelope envelope;
  private final String region;

  KeyRings(PersonKeys keys, DataKeyStore store, Envelope envelope, String region) {
    this.keys = keys;
    this.store = store;
    this.envelope = envelope;
    this.region = region;
  }

  /** Opens what any key of this person has encrypted; to be closed. */
  public KeyRing of(PersonKey key) {
    return new KeyRing(this, key);
  }

  Envelope envelope() {
    return envelope;
  }

  /** The data key of a version that is not the one of {@code key}, and those on the way to it. */
  List<DataKey> others(PersonKey key, int version) {
    List<DataKey> found = new ArrayList<>();
    try {
      if (reaches(version, key, found)) {
        return found;
      }
    } catch (RuntimeException e) {
      found.forEach(DataKey::wipe);
      throw e;
    }
    found.forEach(DataKey::wipe);
    keys.lookUp(key.person()); // says so when the person was erased meanwhile
    throw new EnvelopeRejected();
  }

  /** Opens one key after the other; whether the last is the one that was looked for. */
  private boolean reaches(int version, PersonKey key, List<DataKey> found) {
    DataKey newest = key.dataKey();
    if (version > newest.version()) {
      newest = copy(keys.lookUp(key.person()).dataKey()); // rotated since the key was looked up
      found.add(newest);
    }
    for (DataKeyStore.Older older :
        store.older(key.person(), version, newest.version())) { // the newest first
      if (older.version() != newest.version() - 1) {
        break;
      }
      newest = opened(key.person(), newest, older);
      found.add(newest);
    }
    return newest.version() == version;
  }

  /** An earlier data key in an envelope under the next one. */
  byte[] sealed(PersonRef person, DataKey older, DataKey next) {
    byte[] bytes = older.copy();
    try {
      return envelope.seal(next, context(person, older.version()), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The key in an envelope that {@link #sealed} made. */
  DataKey opened(PersonRef person, DataKey next, DataKeyStore.Older older) {
    byte[] bytes = envelope.open(next, context(person, older.version()), older.sealedKey());
    try {
      return new DataKey(older.version(), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static DataKey copy(DataKey key) {
    byte[] bytes = key.copy();
    try {
      return new DataKey(key.version(), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private EnvelopeContext context(PersonRef person, int version) {
    return new EnvelopeContext(region, person.tenantId(), person.personId(), FIELD, version);
  }
}

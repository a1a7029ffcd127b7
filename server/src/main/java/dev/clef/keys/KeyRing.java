package dev.clef.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens what was encrypted under any data key a person ever had. Other keys than the one it was
 * made for are looked up when an envelope names one, and overwritten at the end. Not thread-safe.
 */
public final class KeyRing implements AutoCloseable {

  private final KeyRings rings;
  private final PersonKey key;

  /** Those looked up; this ring's own. */
  private final List<DataKey> others = new ArrayList<>();

  KeyRing(KeyRings rings, PersonKey key) {
    this.rings = rings;
    this.key = key;
  }

  /**
   * Decrypts an envelope.
   *
   * @throws EnvelopeRejected when it is none of this person's, or was altered
   * @throws KeyUnavailable when the person was erased meanwhile
   */
  public byte[] open(EnvelopeContext context, byte[] sealed) {
    byte[] value = rings.envelope().open(of(Envelope.versionOf(sealed)), context, sealed);
    key.dataKey().requireLive(); // an erasure overwrites this key, not those looked up
    return value;
  }

  /** Whether an envelope was made under another data key than the person's newest. */
  public boolean isOlder(byte[] sealed) {
    return Envelope.versionOf(sealed) < key.dataKey().version();
  }

  private DataKey of(int version) {
    if (version == key.dataKey().version()) {
      return key.dataKey();
    }
    return known(version)
        .orElseGet(() -> {
          others.addAll(rings.others(key, version));
          return known(version).orElseThrow(EnvelopeRejected::new);
        });
  }

  private Optional<DataKey> known(int version) {
    return others.stream().filter(one -> one.version() == version).findFirst();
  }

  @Override
  public void close() {
    others.forEach(DataKey::wipe);
  }
}

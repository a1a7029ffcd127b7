package dev.clef.keys;

import java.util.UUID;

/** Keys, contexts and salts that are the same in every run. */
final class TestKeys {

  static final UUID ALICE = UUID.fromString("01930000-0000-7000-8000-00000000a11c");
  static final UUID BOB = UUID.fromString("01930000-0000-7000-8000-000000000b0b");

  static final EnvelopeContext EMAIL = new EnvelopeContext("eu", "default", ALICE, "email", 3);

  private TestKeys() {}

  /** {@code length} bytes that count up from {@code first}. */
  static byte[] counting(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  static DataKey key(int version) {
    return new DataKey(version, counting(0, DataKey.SIZE));
  }

  static DataKey otherKey(int version) {
    return new DataKey(version, counting(0x40, DataKey.SIZE));
  }
}

package dev.clef.keys;

import dev.clef.platform.Randomness;

/** Wrapped keys made and opened by software. */
public final class TestWrapping {

  private TestWrapping() {}

  public static byte[] wrap(byte[] wrappingKey, byte[] context, byte[] keyBytes) {
    return WrappedKey.wrap(new Randomness(), wrappingKey, context, keyBytes);
  }

  public static byte[] unwrap(byte[] wrappingKey, byte[] context, byte[] wrapped) {
    return WrappedKey.unwrap(wrappingKey, context, wrapped);
  }
}

package dev.clef.platform;

import java.nio.charset.StandardCharsets;

/**
 * A value that must not be seen: it prints as {@code <redacted>} and the JSON writer refuses it. A
 * reader of the code finds every use of the bare value by looking for {@link #expose()}.
 *
 * <p>Two secrets of the same text or the same bytes are equal; the comparison takes time that
 * depends on the lengths only.
 */
public final class Secret<T> {

  private final T value;

  private Secret(T value) {
    this.value = value;
  }

  /** Wraps a value; an array is not copied, so that its owner can wipe it. */
  public static <T> Secret<T> of(T value) {
    return new Secret<>(value);
  }

  /** The bare value. */
  public T expose() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Secret<?> that)) {
      return false;
    }
    if (value instanceof byte[] mine && that.value instanceof byte[] theirs) {
      return sameBytes(mine, theirs);
    }
    if (value instanceof String mine && that.value instanceof String theirs) {
      return sameBytes(
          mine.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }
    return value.equals(that.value);
  }

  /** One number for all: a hash of a short secret would tell the secret. */
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "<redacted>";
  }

  private static boolean sameBytes(byte[] a, byte[] b) {
    int difference = a.length ^ b.length;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      difference |= a[i] ^ b[i];
    }
    return difference == 0;
  }
}

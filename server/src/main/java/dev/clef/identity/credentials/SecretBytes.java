package dev.clef.identity.credentials;

import java.security.MessageDigest;

/**
 * Bytes that are compared in constant time and never printed. Immutable: bytes are copied on the
 * way in and on the way out.
 */
public final class SecretBytes {

  private final byte[] bytes;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps a copy of the bytes. */
  public static SecretBytes of(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes there are. */
  public int length() {
    return bytes.length;
  }

  /** Whether the bytes are the same; the time taken does not depend on where they differ. */
  public boolean matches(byte[] other) {
    return MessageDigest.isEqual(bytes, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes secret && matches(secret.bytes);
  }

  /** The length only: a hash code of the content would be a fingerprint of the secret. */
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "<redacted>";
  }
}

package dev.clef.keys;

/**
 * Something a person will be found by. It holds the value itself until it is stored, because only
 * then is it known under which versions of the index key; nothing but the digests is stored.
 *
 * @param kind what the person is found by
 * @param value normalised: two values somebody would take for the same are equal
 * @param verified whether the value is proven to be the person's
 */
public record IndexEntry(IndexKind kind, String value, boolean verified) {

  @Override
  public String toString() {
    return "IndexEntry[" + kind.code() + ", <redacted>]";
  }
}

package dev.clef.ledger;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to 256 entries, each behind its length as a big-endian uint16 (c2sp.org/tlog-tiles). */
public final class EntryBundle {

  /** The longest entry the length prefix can carry, in bytes. */
  public static final int MAX_ENTRY_BYTES = 65_535;

  static final int PREFIX_BYTES = 2;

  private EntryBundle() {}

  /**
   * Writes 1 to 256 entries.
   *
   * @throws MalformedException when there are more or one is longer than 65,535 bytes
   */
  public static byte[] encode(List<byte[]> entries) {
    if (entries.isEmpty() || entries.size() > Tile.FULL) {
      throw new MalformedException("a bundle has 1 to 256 entries, not " + entries.size());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      if (entry.length > MAX_ENTRY_BYTES) {
        throw new MalformedException("an entry has at most 65535 bytes, not " + entry.length);
      }
      out.write(entry.length >>> 8);
      out.write(entry.length);
      out.writeBytes(entry);
    }
    return out.toByteArray();
  }

  /**
   * Reads exactly {@code width} entries.
   *
   * @throws MalformedException when one is cut off or bytes follow the last
   */
  public static List<byte[]> decode(byte[] bundle, int width) {
    List<byte[]> entries = new ArrayList<>(width);
    int at = 0;
    for (int i = 0; i < width; i++) {
      int length = lengthAt(bundle, at);
      if (length < 0) {
        throw new MalformedException("entry " + i + " of the bundle is cut off");
      }
      at += PREFIX_BYTES;
      entries.add(Arrays.copyOfRange(bundle, at, at + length));
      at += length;
    }
    if (at != bundle.length) {
      throw new MalformedException((bundle.length - at) + " bytes follow the last entry");
    }
    return entries;
  }

  /** The length of the entry whose prefix stands at {@code at}, or -1 when it is not all there. */
  static int lengthAt(byte[] bundle, int at) {
    if (bundle.length - at < PREFIX_BYTES) {
      return -1;
    }
    int length = (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff);
    return bundle.length - at - PREFIX_BYTES < length ? -1 : length;
  }
}

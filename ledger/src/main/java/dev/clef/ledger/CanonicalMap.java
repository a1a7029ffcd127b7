package dev.clef.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one byte form of a map from text to text, so that a commitment to it can be recomputed years
 * later.
 *
 * <p>Frozen: 0x01 | u16 BE count | per pair: u16 BE length, key in UTF-8, u32 BE length, value in
 * UTF-8. Keys ascend strictly by unsigned bytes.
 *
 * @param entries in the order of the bytes
 */
public record CanonicalMap(Map<String, String> entries) {

  private static final byte VERSION = 0x01;
  private static final int MAX_U16 = 0xffff;

  /**
   * Sorts the pairs.
   *
   * @throws MalformedException when a text is not valid Unicode or there is too much of it
   */
  public CanonicalMap {
    TreeMap<byte[], String> sorted = new TreeMap<>(Arrays::compareUnsigned);
    entries.forEach((key, value) -> sorted.put(Strict.utf8(key), value));
    Map<String, String> ordered = new LinkedHashMap<>();
    sorted.forEach((key, value) -> {
      if (key.length > MAX_U16) {
        throw new MalformedException("a key has at most 65535 bytes");
      }
      Strict.utf8(value);
      ordered.put(Strict.utf8(key, 0, key.length), value);
    });
    if (ordered.size() > MAX_U16) {
      throw new MalformedException("a map has at most 65535 pairs");
    }
    entries = Collections.unmodifiableMap(ordered);
  }

  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    writeU16(out, entries.size());
    entries.forEach((key, value) -> {
      byte[] keyBytes = Strict.utf8(key);
      writeU16(out, keyBytes.length);
      out.writeBytes(keyBytes);
      byte[] valueBytes = Strict.utf8(value);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(valueBytes.length).array());
      out.writeBytes(valueBytes);
    });
    return out.toByteArray();
  }

  /**
   * Reads what {@link #encode()} writes and nothing else.
   *
   * @throws MalformedException for bad UTF-8, disorder, duplicates, missing or trailing bytes
   */
  public static CanonicalMap decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Map<String, String> pairs = new LinkedHashMap<>();
    try {
      if (in.get() != VERSION) {
        throw new MalformedException("not a canonical map of version 1");
      }
      int count = Short.toUnsignedInt(in.getShort());
      byte[] previous = null;
      for (int i = 0; i < count; i++) {
        byte[] key = take(in, Short.toUnsignedLong(in.getShort()));
        if (previous != null && Arrays.compareUnsigned(previous, key) >= 0) {
          throw new MalformedException("key " + i + " of the map is out of order");
        }
        byte[] value = take(in, Integer.toUnsignedLong(in.getInt()));
        pairs.put(Strict.utf8(key, 0, key.length), Strict.utf8(value, 0, value.length));
        previous = key;
      }
    } catch (BufferUnderflowException e) {
      throw new MalformedException("the map is cut off");
    }
    if (in.hasRemaining()) {
      throw new MalformedException(in.remaining() + " bytes follow the map");
    }
    return new CanonicalMap(pairs);
  }

  private static byte[] take(ByteBuffer in, long length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[(int) length];
    in.get(taken);
    return taken;
  }

  private static void writeU16(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }
}

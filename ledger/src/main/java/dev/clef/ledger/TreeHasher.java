package dev.clef.ledger;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * RFC 6962 §2.1 hashing in caller-owned buffers, without allocation: one digest and one scratch
 * block are kept, so an instance belongs to one thread.
 */
final class TreeHasher {

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;

  private final MessageDigest sha256 = sha256();
  private final byte[] node = new byte[1 + 2 * Hash.SIZE];
  private final byte[] fold = new byte[Tile.MAX_BYTES];

  TreeHasher() {
    node[0] = NODE;
  }

  /** Writes SHA-256(0x00 || entry[from, from+length)) to out[at, at+32). */
  void leaf(byte[] entry, int from, int length, byte[] out, int at) {
    sha256.update(LEAF);
    sha256.update(entry, from, length);
    finish(out, at);
  }

  /** Writes the hash of two neighbouring hashes in[from, from+64) to out[at, at+32). */
  void node(byte[] in, int from, byte[] out, int at) {
    // One update of 65 bytes is faster than three small ones.
    System.arraycopy(in, from, node, 1, 2 * Hash.SIZE);
    sha256.update(node, 0, node.length);
    finish(out, at);
  }

  Hash node(Hash left, Hash right) {
    byte[] pair = new byte[2 * Hash.SIZE];
    System.arraycopy(left.raw(), 0, pair, 0, Hash.SIZE);
    System.arraycopy(right.raw(), 0, pair, Hash.SIZE, Hash.SIZE);
    byte[] out = new byte[Hash.SIZE];
    node(pair, 0, out, 0);
    return new Hash(Bytes.wrap(out));
  }

  /**
   * The root of the perfect subtree over {@code count} hashes (a power of two, at most 256) that
   * start at hash {@code first} of a tile.
   */
  void subtree(byte[] tile, int first, int count, byte[] out, int at) {
    System.arraycopy(tile, first * Hash.SIZE, fold, 0, count * Hash.SIZE);
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        node(fold, 2 * i * Hash.SIZE, fold, i * Hash.SIZE);
      }
    }
    System.arraycopy(fold, 0, out, at, Hash.SIZE);
  }

  Hash subtree(byte[] tile, int first, int count) {
    byte[] out = new byte[Hash.SIZE];
    subtree(tile, first, count, out, 0);
    return new Hash(Bytes.wrap(out));
  }

  private void finish(byte[] out, int at) {
    try {
      sha256.digest(out, at, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are room enough", e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

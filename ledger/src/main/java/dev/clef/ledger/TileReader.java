package dev.clef.ledger;

/** Where tiles of hashes are kept: a table, a folder, a remote log. */
@FunctionalInterface
public interface TileReader {

  /**
   * Reads one tile.
   *
   * <p>Tiles only ever grow to the right, so a store that keeps only the widest version of a tile
   * may return more bytes than asked for; the first {@code width * 32} are used.
   *
   * @return at least {@code width * 32} bytes, which the caller will not change
   * @throws java.io.UncheckedIOException when the tile cannot be read or is not there
   */
  byte[] tile(int level, long index, int width);
}

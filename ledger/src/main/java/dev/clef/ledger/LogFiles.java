package dev.clef.ledger;

import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.LogVerifier.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** The tiles and bundles of a log at one size; a partial one may have been replaced by the full. */
record LogFiles(LogSource source, long size) implements TileReader {

  /**
   * An entry bundle.
   *
   * @param exact false when the full bundle stands in for a partial one, so entries may follow
   */
  record Bundle(Tile tile, Bytes bytes, boolean exact) {}

  Bundle bundle(long index) {
    Tile tile = Tile.in(size, Tile.ENTRIES, index);
    Optional<byte[]> found = read(tile);
    if (found.isEmpty() && !tile.isFull()) {
      Optional<byte[]> full = read(Tile.full(Tile.ENTRIES, index));
      if (full.isPresent()) {
        return new Bundle(tile, Bytes.wrap(full.get()), false);
      }
    }
    return found
        .map(bytes -> new Bundle(tile, Bytes.wrap(bytes), true))
        .orElseThrow(
            () -> refuse(Kind.BUNDLE_MISSING, tile, "the entries " + tile + " are missing"));
  }

  /** Exactly the bytes of this tile. */
  byte[] tile(Tile tile) {
    Optional<byte[]> exact = read(tile);
    Optional<byte[]> found =
        exact.isPresent() || tile.isFull() ? exact : read(Tile.full(tile.level(), tile.index()));
    byte[] bytes =
        found.orElseThrow(
            () -> refuse(Kind.TILE_MISSING, tile, "the tile " + tile + " is missing"));
    int expected = exact.isPresent() ? tile.bytes() : Tile.MAX_BYTES;
    if (bytes.length != expected) {
      throw refuse(
          Kind.TILE_MALFORMED,
          tile,
          "the tile " + tile + " has " + bytes.length + " bytes instead of " + expected);
    }
    return bytes.length == tile.bytes() ? bytes : Arrays.copyOf(bytes, tile.bytes());
  }

  @Override
  public byte[] tile(int level, long index, int width) {
    return tile(new Tile(level, index, width));
  }

  private Optional<byte[]> read(Tile tile) {
    try {
      return source.read(tile.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refusal refuse(Kind kind, Tile tile, String message) {
    long first = tile.index() << 8 << (8 * Math.max(tile.level(), 0));
    return new Refusal(new LogVerdict.Failed(kind, tile.path(), OptionalLong.of(first), message));
  }
}

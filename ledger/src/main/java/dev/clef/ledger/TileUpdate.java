package dev.clef.ledger;

/**
 * A tile that changed, whole.
 *
 * @param bytes all {@code tile.width() * 32} bytes, not only the new ones
 */
public record TileUpdate(Tile tile, Bytes bytes) {

  public TileUpdate {
    if (bytes.size() != tile.bytes()) {
      throw new MalformedException("a tile of this width has " + tile.bytes() + " bytes");
    }
  }
}

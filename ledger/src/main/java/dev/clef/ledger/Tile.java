package dev.clef.ledger;

import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The coordinates of a tile or of an entry bundle, as c2sp.org/tlog-tiles lays them out.
 *
 * @param level 0 holds leaf hashes, each level above the roots of full tiles below; {@link
 *     #ENTRIES} is the entry bundles
 * @param index position within the level, from 0
 * @param width hashes (or entries) held, 1 to 256; fewer than 256 is a partial tile
 */
public record Tile(int level, long index, int width) {

  /** Hashes in a full tile. */
  public static final int FULL = 256;

  /** Bytes of a full tile of hashes. */
  public static final int MAX_BYTES = FULL * Hash.SIZE;

  /** The pseudo level of entry bundles. */
  public static final int ENTRIES = -1;

  private static final int MAX_LEVEL = 63;
  private static final String PREFIX = "tile/";

  public Tile {
    if (level < ENTRIES || level > MAX_LEVEL) {
      throw new MalformedException("a tile level is 0 to 63, not " + level);
    }
    if (index < 0) {
      throw new MalformedException("a tile index is not negative");
    }
    if (width < 1 || width > FULL) {
      throw new MalformedException("a tile width is 1 to 256, not " + width);
    }
  }

  public static Tile full(int level, long index) {
    return new Tile(level, index, FULL);
  }

  /** The tile at this place in a tree of {@code size} leaves, as wide as that tree fills it. */
  public static Tile in(long size, int level, long index) {
    int shift = 8 * Math.max(level, 0);
    long hashes = shift > 62 ? 0 : size >>> shift;
    return new Tile(level, index, (int) Math.min(FULL, hashes - index * FULL));
  }

  /** Every entry bundle and every tile of a tree of {@code size} leaves, bundles first. */
  public static Stream<Tile> all(long size) {
    return all(size, 0);
  }

  /** Those of them that a log pruned up to {@code minimum} still has. */
  public static Stream<Tile> all(long size, long minimum) {
    return IntStream.rangeClosed(ENTRIES, RightEdge.LEVELS - 1)
        .boxed()
        .flatMap(level -> {
          long hashes = size >>> (8 * Math.max(level, 0));
          long first = full(level, 0).isPrunedBy(minimum) ? minimum >>> span(level) : 0;
          return LongStream.range(first, (hashes + FULL - 1) / FULL)
              .mapToObj(index -> in(size, level, index));
        });
  }

  /** A full tile stands for 2 to the power of this many entries. */
  private static int span(int level) {
    return 8 * (Math.max(level, 0) + 1);
  }

  /**
   * Whether a log with this minimum index no longer has the tile or bundle: its end index is not
   * above it (c2sp.org/tlog-tiles, pruning). A tree has the full tile wherever that holds, so a
   * partial one is gone too.
   */
  public boolean isPrunedBy(long minimum) {
    return span(level) < Long.SIZE - 1 && index < minimum >>> span(level);
  }

  public boolean isFull() {
    return width == FULL;
  }

  /** Bytes of a tile of hashes; entry bundles vary. */
  public int bytes() {
    return width * Hash.SIZE;
  }

  /** The path below the prefix of the log, such as {@code tile/0/x001/x234/067.p/5}. */
  public String path() {
    StringBuilder number = new StringBuilder(three(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      number.insert(0, "x" + three(rest % 1000) + "/");
    }
    String place = PREFIX + (level == ENTRIES ? "entries" : level) + "/" + number;
    return isFull() ? place : place + ".p/" + width;
  }

  /**
   * Reads what {@link #path()} writes and nothing else.
   *
   * @throws MalformedException for every other text
   */
  public static Tile parse(String path) {
    int slash = path.indexOf('/', PREFIX.length());
    if (!path.startsWith(PREFIX) || slash < 0 || path.length() > 100) {
      throw new MalformedException("not the path of a tile");
    }
    String level = path.substring(PREFIX.length(), slash);
    String rest = path.substring(slash + 1);
    int partial = rest.indexOf(".p/");
    long width = partial < 0 ? FULL : Strict.decimal(rest.substring(partial + 3), "tile width");
    String number = partial < 0 ? rest : rest.substring(0, partial);
    String digits = number.replace("x", "").replace("/", "");
    Tile tile =
        new Tile(
            level.equals("entries") ? ENTRIES : small(Strict.decimal(level, "tile level")),
            Strict.decimal(digits.replaceFirst("^0+(?=.)", ""), "tile index"),
            small(width));
    if (!tile.path().equals(path)) {
      throw new MalformedException("not the canonical path of a tile");
    }
    return tile;
  }

  private static int small(long value) {
    return value > 1000 ? 1000 : (int) value;
  }

  private static String three(long number) {
    return String.format(Locale.ROOT, "%03d", number);
  }

  @Override
  public String toString() {
    return path();
  }
}

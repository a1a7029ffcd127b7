package dev.clef.blocklist;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A filter that is asked. The file is mapped, not read: it takes page cache and no heap, and a
 * question touches one place in it. Replace a file by moving another one over it, never by writing
 * into it: what is mapped would change, or end, under whoever asks. Thread-safe.
 */
public final class PasswordFilter implements AutoCloseable {

  private static final int CHUNK_BYTES = 1 << 20;

  private final Arena arena;
  private final MemorySegment file;
  private final Header header;
  private final FilterInfo info;
  private final long universe;

  private PasswordFilter(Arena arena, MemorySegment file, Header header, String sha256) {
    this.arena = arena;
    this.file = file;
    this.header = header;
    this.info =
        new FilterInfo(
            header.count(),
            header.stored(),
            header.minimumCount(),
            header.madeAt(),
            header.source(),
            file.byteSize(),
            sha256);
    this.universe = Layout.universe(header.count());
  }

  /**
   * Opens a filter. Reads the file once, from its beginning to its end, to compare its checksum.
   *
   * @throws UnusableFilterException when it is something else, damaged or not whole
   */
  public static PasswordFilter open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Layout.HEADER_BYTES) {
        throw new UnusableFilterException("it is too short to be a password filter of Clef");
      }
      byte[] start = new byte[Layout.HEADER_BYTES];
      readFully(channel, ByteBuffer.wrap(start), 0);
      Header header = Header.of(start);
      if (size != header.fileBytes()) {
        throw new UnusableFilterException(
            "it is not whole: it has %,d bytes and should have %,d"
                .formatted(size, header.fileBytes()));
      }
      String sha256 = checkDigest(channel, start, size);
      Arena arena = Arena.ofShared();
      try {
        MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
        PasswordFilter filter = new PasswordFilter(arena, file, header, sha256);
        filter.checkIndex();
        return filter;
      } catch (IOException | RuntimeException e) {
        arena.close();
        throw e;
      }
    }
  }

  /** Whether the list has this password, in UTF-8; see {@link FilterInfo#falsePositiveRate}. */
  public boolean contains(byte[] password) {
    return contains(PasswordHash64.of(password));
  }

  /** Whether the list has a password of this hash. */
  public boolean contains(long hash) {
    long key = Layout.key(hash, universe);
    long bucket = key >>> Layout.BUCKET_BITS;
    int slot = (int) (key >>> Layout.FINGERPRINT_BITS) & (Layout.SLOTS - 1);
    long start = pointer(bucket);
    long keys = Layout.keysIn(pointer(bucket + 1) - start);
    long fingerprints = Layout.HEADER_BYTES + start;
    long slots = fingerprints + 2 * keys;
    long end = keys + Layout.SLOTS;
    long bit = startOf(slot, slots, end);
    short wanted = (short) (key & Layout.FINGERPRINT_MASK);
    while (bit < end && isKey(slots, bit)) {
      long place = bit - slot;
      if (place >= keys) {
        return false; // no filter that was built has this
      }
      if (file.get(Layout.U16, fingerprints + 2 * place) == wanted) {
        return true;
      }
      bit++;
    }
    return false;
  }

  /** The bit after the {@code slot}th zero, or {@code end}. */
  private long startOf(int slot, long slots, long end) {
    int left = slot;
    long bit = 0;
    while (left > 0) {
      if (bit >= end) {
        return end;
      }
      long zeros = ~file.get(Layout.U64, slots + bit / 8);
      int found = Long.bitCount(zeros);
      if (found < left) {
        left -= found;
        bit += Long.SIZE;
        continue;
      }
      for (; left > 1; left--) {
        zeros &= zeros - 1;
      }
      return bit + Long.numberOfTrailingZeros(zeros) + 1;
    }
    return 0;
  }

  private boolean isKey(long slots, long bit) {
    return ((file.get(ValueLayout.JAVA_BYTE, slots + bit / 8) >>> (bit & 7)) & 1) == 1;
  }

  /** What the filter says of itself. */
  public FilterInfo info() {
    return info;
  }

  @Override
  public void close() {
    arena.close();
  }

  /** The last pointer is read with two bytes of the digest, which are cut off again. */
  private long pointer(long bucket) {
    return file.get(Layout.U64, header.indexAt() + bucket * Layout.POINTER_BYTES)
        & ((1L << (8 * Layout.POINTER_BYTES)) - 1);
  }

  /** Whoever can write the file can fit its checksum, so no pointer may lead out of the buckets. */
  private void checkIndex() throws UnusableFilterException {
    long stored = 0;
    long before = pointer(0);
    boolean sound = before == 0;
    long buckets = Layout.buckets(header.count());
    for (long bucket = 1; sound && bucket <= buckets; bucket++) {
      long next = pointer(bucket);
      long keys = Layout.keysIn(next - before);
      sound = keys >= 0;
      stored += keys;
      before = next;
    }
    if (!sound || before != header.bucketsBytes() || stored != header.stored()) {
      throw new UnusableFilterException("it is damaged: its index makes no sense");
    }
  }

  private static String checkDigest(FileChannel channel, byte[] header, long size)
      throws IOException {
    MessageDigest sha256 = Digested.sha256();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long end = size - Layout.DIGEST_BYTES;
    for (long at = Layout.HEADER_BYTES; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
      readFully(channel, chunk, at);
      sha256.update(chunk.flip());
    }
    sha256.update(header);
    byte[] written = new byte[Layout.DIGEST_BYTES];
    readFully(channel, ByteBuffer.wrap(written), end);
    if (!MessageDigest.isEqual(sha256.digest(), written)) {
      throw new UnusableFilterException("it is damaged: its checksum does not fit");
    }
    return HexFormat.of().formatHex(written);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    long next = at;
    while (into.hasRemaining()) {
      int read = channel.read(into, next);
      if (read < 0) {
        throw new UnusableFilterException("it became shorter while it was read");
      }
      next += read;
    }
  }
}

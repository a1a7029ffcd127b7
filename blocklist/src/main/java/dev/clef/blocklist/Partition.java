package dev.clef.blocklist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hashes with one first byte: a few in memory, the others in a file that has no name, so that
 * nothing is left of it whatever happens. For one thread.
 */
final class Partition implements AutoCloseable {

  /** 128 MB while it is sorted. */
  static final int MAX_HASHES = 1 << 24;

  private static final int BUFFERED = 4096;

  private final Path folder;
  private long[] buffer = new long[16];
  private int size;
  private @Nullable FileChannel file;
  private int inFile;

  Partition(Path folder) {
    this.folder = folder;
  }

  void add(long hash) throws IOException {
    if (size == buffer.length) {
      if (size == BUFFERED) {
        spill();
      } else {
        buffer = Arrays.copyOf(buffer, 2 * size);
      }
    }
    buffer[size++] = hash;
  }

  /** Sorts what came and takes out what came twice; nothing is added any more. */
  long[] sort() throws IOException {
    long[] all = load(size);
    System.arraycopy(buffer, 0, all, inFile, size);
    long[] sorted = distinct(all, all.length);
    buffer = new long[0];
    size = 0;
    if (file == null) {
      buffer = sorted;
      size = sorted.length;
    } else {
      inFile = 0;
      write(sorted);
    }
    return sorted;
  }

  /** What {@link #sort} gave. */
  long[] sorted() throws IOException {
    return file == null ? buffer : load(0);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** Sorted first, because in some lists the same password comes again and again. */
  private void spill() throws IOException {
    long[] sorted = distinct(buffer, size);
    write(sorted);
    size = 0;
  }

  private static long[] distinct(long[] hashes, int length) {
    Arrays.sort(hashes, 0, length);
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (i == 0 || hashes[i] != hashes[i - 1]) {
        hashes[kept++] = hashes[i];
      }
    }
    return kept == hashes.length ? hashes : Arrays.copyOf(hashes, kept);
  }

  private void write(long[] hashes) throws IOException {
    int length = hashes.length;
    if (inFile + length > MAX_HASHES) {
      throw new IOException(
          "more than %,d hashes begin with the same byte: these are not SHA-1, or the same ones"
                  .formatted(MAX_HASHES)
              + " again and again");
    }
    FileChannel out = open();
    long at = (long) inFile * Long.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(BUFFERED * Long.BYTES);
    for (int from = 0; from < length; from += BUFFERED) {
      int some = Math.min(BUFFERED, length - from);
      bytes.clear().limit(some * Long.BYTES);
      bytes.asLongBuffer().put(hashes, from, some);
      while (bytes.hasRemaining()) {
        at += out.write(bytes, at);
      }
    }
    inFile += length;
  }

  /** What is in the file, with room for more behind it. */
  private long[] load(int room) throws IOException {
    long[] hashes = new long[inFile + room];
    if (file == null) {
      return hashes;
    }
    ByteBuffer bytes = ByteBuffer.allocate(BUFFERED * Long.BYTES);
    long at = 0;
    for (int from = 0; from < inFile; from += BUFFERED) {
      int some = Math.min(BUFFERED, inFile - from);
      bytes.clear().limit(some * Long.BYTES);
      while (bytes.hasRemaining()) {
        int read = file.read(bytes, at);
        if (read < 0) {
          throw new IOException("a temporary file has become shorter");
        }
        at += read;
      }
      LongBuffer longs = bytes.flip().asLongBuffer();
      longs.get(hashes, from, some);
    }
    return hashes;
  }

  private FileChannel open() throws IOException {
    FileChannel open = file;
    if (open == null) {
      Path name = Files.createTempFile(folder, ".clef-passwords", ".part");
      try {
        open = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } finally {
        Files.delete(name);
      }
      file = open;
    }
    return open;
  }
}

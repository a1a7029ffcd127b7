package dev.clef.blocklist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Builds a filter out of any number of hashes in any order. They wait by their first byte in 256
 * files beside the target, 8 bytes each; one file at a time is in memory, 32 MB for a billion
 * hashes. The same hashes make the same bytes. For one thread.
 */
public final class PasswordFilterBuilder implements AutoCloseable {

  private static final int PARTITIONS = 256;

  private final Partition[] partitions = new Partition[PARTITIONS];
  private final Path file;
  private final Path folder;
  private boolean onlyNew;

  /** A builder for {@code file}, in whose folder it keeps what it cannot hold in memory. */
  public PasswordFilterBuilder(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file.toAbsolutePath() : parent;
    for (int i = 0; i < PARTITIONS; i++) {
      partitions[i] = new Partition(folder);
    }
  }

  /** From now on {@link #write} fails when there is a file at the end, instead of replacing it. */
  public void replaceNothing() {
    onlyNew = true;
  }

  /** Adds a hash; one that was added before changes nothing. */
  public void add(long hash) throws IOException {
    partitions[(int) (hash >>> 56)].add(hash);
  }

  /**
   * Writes the filter, which is at its place whole or not at all. Once.
   *
   * @param source what the list is called; cut to 198 bytes
   * @param minimumCount how often a password had to be seen, at least 1
   * @param done told how many hashes are written, now and then
   * @throws IllegalStateException when nothing was added
   */
  public FilterInfo write(String source, long minimumCount, Instant madeAt, LongConsumer done)
      throws IOException {
    long count = 0;
    for (Partition partition : partitions) {
      count += partition.sort().length;
    }
    if (count == 0) {
      throw new IllegalStateException("nothing was added");
    }
    Path unfinished = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      FilterInfo info = write(unfinished, count, cut(source), minimumCount, madeAt, done);
      move(unfinished);
      return info;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private FilterInfo write(
      Path to, long count, String source, long minimumCount, Instant madeAt, LongConsumer done)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.position(Layout.HEADER_BYTES);
      Digested out = new Digested(channel);
      BucketWriter buckets = new BucketWriter(out, count);
      long written = 0;
      for (Partition partition : partitions) {
        long[] hashes = partition.sorted();
        for (long hash : hashes) {
          buckets.add(hash);
        }
        written += hashes.length;
        done.accept(written);
      }
      buckets.finish();
      Header header =
          new Header(
              count,
              buckets.stored(),
              buckets.bytes(),
              madeAt.truncatedTo(ChronoUnit.SECONDS),
              minimumCount,
              source);
      byte[] start = header.bytes();
      byte[] digest = out.digest(start);
      put(channel, digest, channel.position());
      put(channel, start, 0);
      channel.force(true);
      return new FilterInfo(
          count,
          header.stored(),
          minimumCount,
          header.madeAt(),
          source,
          channel.size(),
          HexFormat.of().formatHex(digest));
    }
  }

  private void move(Path unfinished) throws IOException {
    if (onlyNew) {
      try {
        Files.createLink(file, unfinished); // fails when there is one, unlike a move
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (UnsupportedOperationException | FileSystemException noLinks) {
        Files.move(unfinished, file);
      }
      return;
    }
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void put(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    long at = position;
    while (rest.hasRemaining()) {
      at += channel.write(rest, at);
    }
  }

  private static String cut(String source) {
    String text = source;
    while (text.getBytes(StandardCharsets.UTF_8).length > Layout.MAX_SOURCE_BYTES) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }

  @Override
  public void close() throws IOException {
    for (Partition partition : partitions) {
      partition.close();
    }
  }
}

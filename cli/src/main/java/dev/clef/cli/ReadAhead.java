package dev.clef.cli;

import dev.clef.ledger.LogSource;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.Tile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fetches the next full tiles and bundles of a log of known size while the present one is checked.
 * Holds at most {@code DEPTH} of each kind. Read by one thread.
 */
final class ReadAhead implements LogSource, AutoCloseable {

  private static final int DEPTH = 16;

  private final LogSource source;
  private final long size;
  private final Map<String, Future<Optional<byte[]>>> ahead = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ReadAhead(LogSource source, long size) {
    this.source = source;
    this.size = size;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    if (!path.startsWith("tile/")) {
      return source.read(path);
    }
    try {
      Tile tile = Tile.parse(path);
      for (long next = tile.index(); next < tile.index() + DEPTH; next++) {
        fetch(tile.level(), next);
      }
    } catch (MalformedException e) {
      return source.read(path);
    }
    Future<Optional<byte[]>> fetched = ahead.remove(path);
    return fetched == null ? source.read(path) : await(fetched);
  }

  private void fetch(int level, long index) {
    if ((index + 1) * Tile.FULL <= size >>> (8 * Math.max(level, 0))) {
      String path = Tile.full(level, index).path();
      Callable<Optional<byte[]>> task = () -> source.read(path);
      ahead.computeIfAbsent(path, p -> threads.submit(task));
    }
  }

  private static Optional<byte[]> await(Future<Optional<byte[]>> fetched) throws IOException {
    try {
      return fetched.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("cannot be read: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

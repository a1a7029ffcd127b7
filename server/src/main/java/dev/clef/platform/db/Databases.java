package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The two databases, reachable and with their roles in place.
 *
 * @param data everything but keys
 * @param keys keys, index rows, version heads, the erasure ledger
 * @param resource what to stop at the end, after the pools are closed
 */
public record Databases(Database data, Database keys, Runnable resource) implements AutoCloseable {

  /** Brings both schemas up to date, side by side; on failure stops what was started. */
  Databases migrated() {
    try {
      CompletableFuture<List<String>> other =
          CompletableFuture.supplyAsync(
              () -> new Migrations(keys, MigrationFiles.read(MigrationFiles.KEYS)).run(),
              task -> Thread.ofVirtual().start(task));
      new Migrations(data, MigrationFiles.read(MigrationFiles.DATA)).run();
      other.join();
      return this;
    } catch (CompletionException e) {
      close();
      throw e.getCause() instanceof StartRefused refused ? refused : e;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Stops what was started for them. */
  @Override
  public void close() {
    resource.run();
  }
}

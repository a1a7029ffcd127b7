package dev.clef.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** Sends people to be erased, a batch at a time and a few batches side by side. */
final class ErasureRun {

  private static final String PATH = "api/v1/erasures";

  /** As many as the server takes at once. */
  private static final int BATCH = 500;

  private static final int SIDE_BY_SIDE = 3;

  /** How it ended. */
  record Done(long known) {}

  private record Sent(int people, Future<JsonNode> answer) {}

  private final OperatorApi server;
  private final Retries retries;
  private final String reason;
  private final boolean dryRun;
  private final ImportProgress progress;

  ErasureRun(
      OperatorApi server, Retries retries, String reason, boolean dryRun, ImportProgress progress) {
    this.server = server;
    this.retries = retries;
    this.reason = reason;
    this.dryRun = dryRun;
    this.progress = progress;
  }

  /**
   * Erases them all. When it fails, some are erased; the same call again erases the rest.
   *
   * @throws IOException when the server refuses or stays away
   */
  Done erase(List<UUID> people, ErasureReport report) throws IOException {
    progress.begin(0, 0);
    Deque<Sent> sent = new ArrayDeque<>();
    long known = 0;
    long taken = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      try {
        for (int at = 0; at < people.size() || !sent.isEmpty(); ) {
          while (at < people.size() && sent.size() < SIDE_BY_SIDE) {
            List<UUID> batch = people.subList(at, Math.min(at + BATCH, people.size()));
            sent.add(new Sent(batch.size(), threads.submit(() -> send(batch))));
            at += batch.size();
          }
          Sent first = sent.remove();
          JsonNode answer = answer(first).path("people");
          report.add(answer);
          known += answer.valueStream().filter(one -> one.path("known").asBoolean()).count();
          taken += first.people();
          progress.at(taken, taken);
        }
      } finally {
        threads.shutdownNow();
      }
    }
    progress.end();
    return new Done(known);
  }

  private JsonNode send(List<UUID> batch) throws IOException {
    return retries.run(
        () -> server.post(PATH, Map.of("reason", reason, "people", batch, "dry_run", dryRun)));
  }

  private static JsonNode answer(Sent sent) throws IOException {
    try {
      return sent.answer().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }
}

package dev.clef.cli;

import dev.clef.cli.ImportServer.Job;
import dev.clef.cli.ImportServer.Taken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One import from its first to its last batch: strictly in order, and the next batch is made ready
 * while one is taken. Used once.
 */
final class ImportRun {

  private final ImportServer server;
  private final ImportFile file;
  private final int batchRecords;
  private final boolean dryRun;
  private final ImportProgress progress;
  private final Clock clock;
  private final List<ImportResult.Reject> rejects = new ArrayList<>();
  private Job job = new Job("", 0, java.util.Map.of());

  ImportRun(
      ImportServer server,
      ImportFile file,
      int batchRecords,
      boolean dryRun,
      ImportProgress progress,
      Clock clock) {
    this.server = server;
    this.file = file;
    this.batchRecords = batchRecords;
    this.dryRun = dryRun;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Imports the file as far as it can be read and the server takes it.
   *
   * @throws IOException when nothing could be begun
   */
  ImportResult run() throws IOException {
    Instant startedAt = clock.instant();
    job = server.open(file.source(), file.jobSha256(), dryRun);
    long resumedAt = job.position();
    Optional<ImportStop> stop;
    try (RecordReader reader = file.records()) {
      stop = send(reader);
    } catch (Retries.Away away) {
      stop = Optional.of(new ImportStop.Refused(words(away), Main.ENVIRONMENT));
    } catch (OperatorApi.Refusal refusal) {
      stop = Optional.of(new ImportStop.Refused(words(refusal), Main.FAILED));
    }
    progress.end();
    return new ImportResult(
        file,
        dryRun,
        job.importId(),
        startedAt,
        Duration.between(startedAt, clock.instant()),
        resumedAt,
        job.position(),
        job.counts(),
        rejects,
        stop);
  }

  private static String words(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private Optional<ImportStop> send(RecordReader reader) throws IOException {
    long skipped = 0;
    while (skipped < job.position() && reader.next()) {
      reader.skip();
      skipped++;
    }
    progress.begin(skipped, reader.offsetBytes());
    ImportBatch.Cutter cutter = new ImportBatch.Cutter(reader, batchRecords);
    try (ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
      Optional<ImportBatch> next = cutter.next();
      while (next.isPresent()) {
        ImportBatch batch = next.get();
        Future<Taken> sent = sender.submit(() -> server.take(job.importId(), batch));
        next = cutter.next();
        taken(batch, await(sent));
      }
    }
    Optional<ImportStop> malformed = reader.malformed().map(ImportStop.class::cast);
    // A dry run is never taken up again, whatever became of it.
    if (malformed.isEmpty() || dryRun) {
      job = server.finish(job.importId());
    }
    return malformed;
  }

  private void taken(ImportBatch batch, Taken taken) {
    job = taken.job();
    taken
        .rejects()
        .forEach(reject ->
            rejects.add(
                new ImportResult.Reject(
                    reject.index(), batch.lineOf(reject.index()), reject.reason().intern())));
    progress.at(batch.next(), batch.endBytes());
  }

  private static Taken await(Future<Taken> sent) throws IOException {
    try {
      return sent.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      switch (cause) {
        case IOException io -> throw io;
        case CliException known -> throw known;
        case null, default -> throw new UncheckedIOException(new IOException(e));
      }
    }
  }
}

package dev.clef.identity.imports;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.keys.NameTaken;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Imports a user base in batches. A batch is taken whole or not at all; the job's row says which
 * record comes next, so that a client that lost its connection or its life goes on from there.
 * Thread-safe; a job takes one batch at a time.
 */
public final class Imports {

  private static final int ATTEMPTS = 3;

  private final ImportJobStore jobs;
  private final Map<String, RecordMapper> mappers;
  private final BatchWriter writer;
  private final DryRuns dryRuns;
  private final TransactionTemplate transaction;
  private final UuidV7 ids;
  private final Clock clock;

  Imports(
      ImportJobStore jobs,
      Map<ImportSource, RecordMapper> mappers,
      BatchWriter writer,
      DryRuns dryRuns,
      TransactionTemplate transaction,
      UuidV7 ids,
      Clock clock) {
    this.jobs = jobs;
    this.mappers =
        mappers.entrySet().stream()
            .collect(Collectors.toMap(entry -> entry.getKey().code(), Map.Entry::getValue));
    this.writer = writer;
    this.dryRuns = dryRuns;
    this.transaction = transaction;
    this.ids = ids;
    this.clock = clock;
  }

  /** A record that was not taken; {@code index} counts from 0 in the file. */
  public record Reject(long index, String reason) {}

  /** The job after a batch, with what was not taken of it. */
  public record Taken(ImportJob job, List<Reject> rejects) {}

  /** A new job, or the unfinished one of the same file, to be continued from its position. */
  public ImportJob open(ImportSource source, byte[] fileDigest, boolean dryRun) {
    Optional<ImportJob> unfinished =
        dryRun ? Optional.empty() : jobs.unfinished(source.code(), fileDigest);
    return unfinished.orElseGet(() -> {
      UUID importId = ids.next();
      jobs.insert(importId, source.code(), fileDigest, dryRun, clock.instant());
      return find(importId);
    });
  }

  ImportJob find(UUID importId) {
    return jobs.find(importId).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  List<ImportJob> recent() {
    return jobs.recent(50);
  }

  /**
   * Takes the records {@code first}, {@code first} + 1, … of the file.
   *
   * @throws Problem {@code import_out_of_step} when {@code first} is not the job's position; {@code
   *     import_running} when another batch of the job is being taken
   */
  public Taken take(UUID importId, String realm, long first, List<JsonNode> records) {
    ImportJob job = find(importId);
    RecordMapper mapper = Objects.requireNonNull(mappers.get(job.source()));
    List<Mapped> mapped = records.stream().map(mapper::map).toList();
    Map<String, Outcome> renewed =
        job.dryRun() || job.position() != first
            ? Map.of()
            : writer.renew(importId, realm, job.source(), people(first, mapped));
    for (int attempt = 1; ; attempt++) {
      try {
        Taken taken =
            transaction.execute(status -> takeLocked(importId, realm, first, mapped, renewed));
        if (taken == null) {
          throw new IllegalStateException("a batch without an outcome");
        }
        return taken;
      } catch (PessimisticLockingFailureException e) {
        throw Problem.of(IdentityProblem.IMPORT_RUNNING);
      } catch (NameTaken registeredMeanwhile) {
        if (attempt == ATTEMPTS) {
          throw registeredMeanwhile;
        }
      }
    }
  }

  private static List<BatchWriter.Numbered> people(long first, List<Mapped> mapped) {
    List<BatchWriter.Numbered> people = new ArrayList<>();
    for (int i = 0; i < mapped.size(); i++) {
      if (mapped.get(i) instanceof Person person) {
        people.add(new BatchWriter.Numbered(first + i, person));
      }
    }
    return people;
  }

  private Taken takeLocked(
      UUID importId, String realm, long first, List<Mapped> mapped, Map<String, Outcome> renewed) {
    ImportJob job = jobs.lock(importId).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    if (job.finishedAt() != null) {
      throw Problem.of(IdentityProblem.IMPORT_FINISHED);
    }
    if (job.position() != first) {
      throw Problem.of(IdentityProblem.IMPORT_OUT_OF_STEP);
    }
    Counts counts = new Counts(job.counts());
    List<Reject> rejects = new ArrayList<>();
    List<BatchWriter.Numbered> people = people(first, mapped);
    for (int i = 0; i < mapped.size(); i++) {
      if (mapped.get(i) instanceof Refused refused) {
        rejects.add(new Reject(first + i, refused.reason().code()));
      }
    }
    Map<String, Outcome> outcomes =
        job.dryRun()
            ? dryRuns.judge(importId, realm, job.source(), people, writer)
            : writer.write(importId, realm, job.source(), people);
    outcomes.putAll(renewed);
    for (BatchWriter.Numbered numbered : people) {
      Outcome outcome = outcomes.getOrDefault(numbered.person().sourceId(), Outcome.DUPLICATE);
      Outcome told = numbered.isFirstOf(people) ? outcome : Outcome.DUPLICATE;
      switch (told) {
        case CREATED, UPDATED, UNCHANGED -> counts.person(told.code(), numbered.person());
        case NAME_TAKEN, ERASED, DUPLICATE ->
            rejects.add(new Reject(numbered.index(), told.reason().code()));
      }
    }
    rejects.forEach(reject -> {
      counts.add("outcome", "rejected");
      counts.add("reason", reject.reason());
    });
    long position = first + mapped.size();
    Instant now = clock.instant();
    jobs.advance(importId, position, counts.all(), now);
    return new Taken(
        new ImportJob(
            importId,
            job.source(),
            job.dryRun(),
            position,
            counts.all(),
            job.startedAt(),
            now,
            job.finishedAt()),
        rejects);
  }

  /** Ends a job; the same file opens a new one afterwards. */
  public ImportJob finish(UUID importId) {
    find(importId);
    jobs.finish(importId, clock.instant());
    dryRuns.forget(importId);
    return find(importId);
  }
}

package dev.clef.identity.imports;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import of one file.
 *
 * @param position how many records of the file were taken: the index of the next one
 * @param counts what was done so far, by {@code kind.name}: {@code outcome} (created, updated,
 *     unchanged, rejected), {@code reason} of the rejected, {@code age} by class, {@code people} by
 *     mark, kinds of password hash among them, {@code attribute}
 * @param updatedAt when its last batch was taken
 */
public record ImportJob(
    UUID importId,
    String source,
    boolean dryRun,
    long position,
    Map<String, Long> counts,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant finishedAt) {}

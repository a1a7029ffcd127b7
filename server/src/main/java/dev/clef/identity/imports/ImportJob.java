package dev.clef.identity.imports;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import of one file.
 *
 * @param position how many records of the file were taken: the index of the next one
 * @param counts what was done so far, by {@code kind.name}
 */
record ImportJob(
    UUID importId,
    String source,
    boolean dryRun,
    long position,
    Map<String, Long> counts,
    Instant startedAt,
    @Nullable Instant finishedAt) {}

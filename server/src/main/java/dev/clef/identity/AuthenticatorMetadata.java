package dev.clef.identity;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.credentials.attestation.Metadata;
import dev.clef.identity.credentials.attestation.MetadataReader;
import dev.clef.identity.credentials.attestation.MetadataRefused;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The FIDO metadata file the operator gives, as it was when it was last good. It is looked at every
 * minute; a new one that is damaged, signed by others, older or out of date is not taken, and the
 * one before goes on. Without one that is good the process does not start. What was taken is
 * remembered beyond that: an older file is not taken after a start either, and the one that was
 * goes on being believed when the certificate of its signer has ended since. Thread-safe.
 */
public final class AuthenticatorMetadata implements HealthIndicator {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticatorMetadata.class);
  private static final Status DEGRADED = new Status("DEGRADED");
  private static final long MAX_BYTES = 64L << 20; // the file of 2026 has 8 MB

  private final @Nullable Path path;
  private final MetadataReader reader;
  private final MetadataMemory memory;
  private final Clock clock;

  private @Nullable Stamp seen;
  private boolean toldOld;
  private volatile @Nullable Metadata current;
  private volatile boolean refused;

  /** By what it is seen that a file is another one. */
  private record Stamp(FileTime modified, long bytes) {}

  /**
   * Reads the file for the first time.
   *
   * @param path null for none
   * @throws StartRefused when it cannot be believed
   */
  AuthenticatorMetadata(
      @Nullable Path path, MetadataReader reader, MetadataMemory memory, Clock clock) {
    this.path = path;
    this.reader = reader;
    this.memory = memory;
    this.clock = clock;
    if (path == null) {
      return;
    }
    try {
      seen = stamp(path);
      Read read = read(path);
      Metadata first = read.metadata();
      long last = lastNumber(first.number());
      if (first.number() < last) {
        throw notAccepted(
            path,
            "it is older: number " + first.number() + ", and number " + last + " was taken before");
      }
      memory.accept(read.accepted());
      current = first;
      LOG.info(
          "FIDO metadata number {} with {} makes of authenticators, good until {}.",
          first.number(),
          first.size(),
          first.nextUpdate());
    } catch (IOException e) {
      throw new StartRefused(
          "clef.passkeys.metadata: "
              + path
              + " cannot be read. Load the file anew, or leave the"
              + " setting out.");
    } catch (MetadataRefused e) {
      throw notAccepted(path, e.getMessage());
    }
    tellWhenOld();
  }

  private static StartRefused notAccepted(Path path, @Nullable String why) {
    return new StartRefused(
        "clef.passkeys.metadata: "
            + path
            + " is not accepted: "
            + why
            + ". Load the file anew, or leave the setting out.");
  }

  /** What is known now; empty when no file is given. */
  public Optional<Metadata> current() {
    return Optional.ofNullable(current);
  }

  private static Stamp stamp(Path path) throws IOException {
    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(file.lastModifiedTime(), file.size());
  }

  private long lastNumber(long orElse) {
    return memory.last().map(MetadataMemory.Accepted::number).orElse(orElse);
  }

  /** A file that is believed, and since when. */
  private record Read(Metadata metadata, MetadataMemory.Accepted accepted) {}

  private Read read(Path path) throws IOException, MetadataRefused {
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("too long");
    }
    byte[] bytes = Files.readAllBytes(path);
    byte[] digest = TokenHash.of(bytes);
    Instant at =
        memory
            .last()
            .filter(last -> Arrays.equals(last.digest(), digest))
            .map(MetadataMemory.Accepted::at)
            .orElseGet(clock::instant);
    Metadata metadata = reader.read(new String(bytes, StandardCharsets.ISO_8859_1), at);
    return new Read(metadata, new MetadataMemory.Accepted(metadata.number(), digest, at));
  }

  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
  synchronized void look() {
    if (path == null) {
      return;
    }
    Stamp now = null;
    try {
      now = stamp(path);
      if (!now.equals(seen)) {
        take(read(path));
        seen = now;
      }
    } catch (IOException e) {
      seen = null; // it is looked at again, the same or another
      if (!refused) {
        keep("it cannot be read");
      }
    } catch (MetadataRefused e) {
      seen = now;
      keep(e.getMessage());
    }
    tellWhenOld();
  }

  private void take(Read read) {
    Metadata next = read.metadata();
    Metadata before = current;
    if (before != null && next.number() < before.number()) {
      keep("it is older: number " + next.number());
    } else if (next.number() < lastNumber(next.number())) {
      keep("another node took a newer one than number " + next.number());
    } else if (next.isOutOfDate(today())) {
      keep("it is out of date since " + next.nextUpdate());
    } else {
      memory.accept(read.accepted());
      current = next;
      refused = false;
      toldOld = false;
      LOG.info(
          "FIDO metadata number {} with {} makes of authenticators, good until {}.",
          next.number(),
          next.size(),
          next.nextUpdate());
    }
  }

  private void keep(@Nullable String why) {
    refused = true;
    Metadata kept = current;
    LOG.warn(
        "The file of clef.passkeys.metadata is not taken: {}. Number {} goes on.",
        why,
        kept == null ? 0 : kept.number());
  }

  private void tellWhenOld() {
    Metadata now = current;
    if (now != null && !toldOld && now.isOutOfDate(today())) {
      toldOld = true;
      LOG.warn(
          "The FIDO metadata is out of date since {}: load it anew. Number {} goes on.",
          now.nextUpdate(),
          now.number());
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Degraded while the file is not taken or out of date; what is known goes on being used. */
  @Override
  public Health health() {
    Metadata now = current;
    return refused || (now != null && now.isOutOfDate(today()))
        ? Health.status(DEGRADED).build()
        : Health.up().build();
  }
}

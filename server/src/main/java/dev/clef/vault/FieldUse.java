package dev.clef.vault;

import dev.clef.audit.FieldRead;
import dev.clef.audit.LogFigures;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which fields are read, and which nobody has read for long: what is held for nothing should not be
 * held (GDPR Art. 5(1)(c)). Knows what the log knows, so it speaks of those fields whose every read
 * leaves an entry. Opens no personal data. Thread-safe.
 */
public final class FieldUse {

  /** How a field was read by one role for one purpose. */
  public record ReadBy(String reader, String purpose, LocalDate lastDay, long count) {}

  /**
   * One field.
   *
   * @param lastDay the last day somebody read it; null when nobody ever did
   * @param unread whether that is too long ago
   */
  public record Field(
      String name, @Nullable LocalDate lastDay, boolean unread, List<ReadBy> readBy) {}

  /**
   * All fields.
   *
   * @param unreadAfterDays nobody has read a field for so many days: it is unread
   * @param since the day of the first entry of the log; null before there is one
   * @param behind entries of the log that are not counted yet
   */
  public record Report(
      LocalDate day,
      long unreadAfterDays,
      @Nullable LocalDate since,
      long behind,
      List<Field> fields) {}

  private final LogFigures log;
  private final VaultProperties properties;
  private final Clock clock;

  FieldUse(LogFigures log, VaultProperties properties, Clock clock) {
    this.log = log;
    this.properties = properties;
    this.clock = clock;
  }

  /** As of some seconds ago, the fields in the order of the catalogue. */
  public Report report() {
    LogFigures.Reads reads = log.reads();
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    long days = properties.unreadAfter().toDays();
    LocalDate limit = today.minusDays(days);
    return new Report(
        today,
        days,
        reads.first(),
        reads.behind(),
        Catalogue.all().stream()
            .filter(Datum::isReadLogged)
            .map(datum -> field(datum.name(), reads, limit))
            .toList());
  }

  /** A field that was never read counts from the first entry on: nobody was there to read it. */
  private static Field field(String name, LogFigures.Reads reads, LocalDate limit) {
    List<FieldRead> of = reads.fields().stream().filter(read -> read.field().equals(name)).toList();
    LocalDate last =
        of.stream().map(FieldRead::lastDay).max(Comparator.naturalOrder()).orElse(null);
    boolean unread =
        Stream.of(last == null ? reads.first() : last)
            .anyMatch(day -> day != null && !day.isAfter(limit));
    return new Field(
        name,
        last,
        unread,
        of.stream()
            .map(read -> new ReadBy(read.reader(), read.purpose(), read.lastDay(), read.count()))
            .toList());
  }
}

package dev.clef.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;

/**
 * From what a cell says to what the server reads. What cannot be read goes on as it is, and the
 * server counts it as malformed.
 */
sealed interface CsvConversion {

  String apply(String cell);

  /** As it is. */
  record Text() implements CsvConversion {
    @Override
    public String apply(String cell) {
      return cell;
    }
  }

  /** Yes or no, in words that are compared without regard to case. */
  record Flag(Set<String> yes, Set<String> no) implements CsvConversion {

    static final Flag USUAL =
        new Flag(Set.of("true", "t", "yes", "y", "1"), Set.of("false", "f", "no", "n", "0"));

    @Override
    public String apply(String cell) {
      String word = cell.strip().toLowerCase(Locale.ROOT);
      return yes.contains(word) ? "true" : no.contains(word) ? "false" : cell;
    }
  }

  /** A day, to ISO 8601. */
  record Day(DateTimeFormatter format) implements CsvConversion {
    @Override
    public String apply(String cell) {
      try {
        return LocalDate.parse(cell.strip(), format).toString();
      } catch (DateTimeException notADay) {
        return cell;
      }
    }
  }

  /** Seconds or milliseconds since 1970, to ISO 8601 in UTC. */
  record Epoch(boolean milliseconds) implements CsvConversion {
    @Override
    public String apply(String cell) {
      try {
        long count = Long.parseLong(cell.strip());
        return (milliseconds ? Instant.ofEpochMilli(count) : Instant.ofEpochSecond(count))
            .toString();
      } catch (NumberFormatException | DateTimeException notANumber) {
        return cell;
      }
    }
  }

  /** A time, to ISO 8601 in UTC; one without an offset is of the zone. */
  record Time(DateTimeFormatter format, ZoneId zone) implements CsvConversion {

    /** ISO 8601, with a space for the T too, as databases write it. */
    static DateTimeFormatter iso() {
      return DateTimeFormatter.ofPattern(
          "uuuu-MM-dd[['T'][' ']HH:mm[:ss[.SSSSSSSSS][.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]]]"
              + "[XXX][XX][X]",
          Locale.ROOT);
    }

    @Override
    public String apply(String cell) {
      try {
        TemporalAccessor read =
            format.parseBest(
                cell.strip(),
                ZonedDateTime::from,
                OffsetDateTime::from,
                LocalDateTime::from,
                LocalDate::from);
        Instant instant =
            switch (read) {
              case ZonedDateTime time -> time.toInstant();
              case OffsetDateTime time -> time.toInstant();
              case LocalDateTime time -> time.atZone(zone).toInstant();
              case LocalDate day -> day.atStartOfDay(zone).toInstant();
              default -> throw new DateTimeException("no time");
            };
        return instant.toString();
      } catch (DateTimeException notATime) {
        return cell;
      }
    }
  }
}

package dev.clef.audit;

import java.time.LocalDate;

/**
 * How many entries of one kind a day had.
 *
 * @param day in UTC
 * @param kind the type of the events, for example {@code data.read}
 * @param purpose the code of a {@link dev.clef.subject.Purpose}
 * @param count at least 1
 */
public record DayCount(LocalDate day, String kind, String purpose, long count) {}

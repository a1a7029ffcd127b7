package dev.clef.audit;

import java.time.LocalDate;

/**
 * How a field was read by one role for one purpose.
 *
 * @param field the name of a datum of the catalogue
 * @param reader the code of a {@link dev.clef.subject.Role}
 * @param purpose the code of a {@link dev.clef.subject.Purpose}
 * @param lastDay the last day of it, in UTC
 * @param count how many entries of the log say so, at least 1
 */
public record FieldRead(
    String field, String reader, String purpose, LocalDate lastDay, long count) {}

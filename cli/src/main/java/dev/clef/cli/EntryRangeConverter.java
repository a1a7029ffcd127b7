package dev.clef.cli;

import dev.clef.ledger.EntryRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 17}, {@code 17-42} or {@code 17-}. */
final class EntryRangeConverter implements ITypeConverter<EntryRange> {

  private static final Pattern FORM =
      Pattern.compile("(?<first>\\d{1,18})(?<open>-(?<last>\\d{1,18})?)?");

  EntryRangeConverter() {}

  @Override
  public EntryRange convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException("'" + text + "' is not a range of entries, as 17-42 is");
    }
    long first = Long.parseLong(form.group("first"));
    if (form.group("open") == null) {
      return new EntryRange(first, first);
    }
    long last = form.group("last") == null ? Long.MAX_VALUE : Long.parseLong(form.group("last"));
    if (last < first) {
      throw new TypeConversionException("'" + text + "' ends before it begins");
    }
    return new EntryRange(first, last);
  }
}

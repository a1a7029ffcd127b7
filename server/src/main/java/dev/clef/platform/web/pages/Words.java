package dev.clef.platform.web.pages;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Collection;
import java.util.Locale;
import org.springframework.context.MessageSource;

/** Says things in the reader's language. Thread-safe. */
public final class Words {

  private final MessageSource messages;

  public Words(MessageSource messages) {
    this.messages = messages;
  }

  /** The message with values filled in; numbers among them are written as the language does. */
  public String say(Locale language, String key, Object... values) {
    return messages.getMessage(key, values, language);
  }

  /** Likewise, or {@code otherwise} when there is no such message. */
  public String sayOr(Locale language, String key, String otherwise) {
    String said = messages.getMessage(key, null, null, language);
    return said == null ? otherwise : said;
  }

  /** A field as people call it. */
  public String field(Locale language, String name) {
    return sayOr(language, "field." + name, name.replaceFirst("^imported\\.", ""));
  }

  /** Names of fields in one phrase, in the order a page shows them. */
  public String fields(Locale language, Collection<String> names) {
    return String.join(", ", names.stream().map(name -> field(language, name)).toList());
  }

  /** A number with the marks of the language between its thousands. */
  public static String number(Locale language, long number) {
    return NumberFormat.getIntegerInstance(language).format(number);
  }

  /** A day of any year, for the axis of a chart. */
  public static String dayOfYear(Locale language, LocalDate date) {
    return DateTimeFormatter.ofLocalizedPattern("MMMd").withLocale(language).format(date);
  }

  /** A date where there is little room. */
  public static String shortDate(Locale language, LocalDate date) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language).format(date);
  }

  public static String date(Locale language, LocalDate date) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(language).format(date);
  }

  public static String date(Reader reader, Instant at) {
    return date(reader.language(), LocalDate.ofInstant(at, reader.zone()));
  }

  public static String time(Reader reader, Instant at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
        .withLocale(reader.language())
        .format(at.atZone(reader.zone()));
  }

  /** The time with its seconds. */
  public static String exactTime(Reader reader, Instant at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
        .withLocale(reader.language())
        .format(at.atZone(reader.zone()));
  }

  public static String dateAndTime(Reader reader, Instant at) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
        .withLocale(reader.language())
        .format(at.atZone(reader.zone()));
  }

  /** The same where there is little room. */
  public static String shortDateAndTime(Reader reader, Instant at) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(reader.language())
        .format(at.atZone(reader.zone()));
  }
}

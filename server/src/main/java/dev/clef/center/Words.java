package dev.clef.center;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Collection;
import java.util.Locale;
import org.springframework.context.MessageSource;

/** Says things in the reader's language. Thread-safe. */
final class Words {

  private final MessageSource messages;

  Words(MessageSource messages) {
    this.messages = messages;
  }

  String say(Locale language, String key, Object... values) {
    return messages.getMessage(key, values, language);
  }

  /** Likewise, or {@code otherwise} when there is no such message. */
  String sayOr(Locale language, String key, String otherwise) {
    String said = messages.getMessage(key, null, null, language);
    return said == null ? otherwise : said;
  }

  /** A field as people call it. */
  String field(Locale language, String name) {
    return sayOr(language, "field." + name, name.replaceFirst("^imported\\.", ""));
  }

  /** Names of fields in one phrase, in the order a page shows them. */
  String fields(Locale language, Collection<String> names) {
    return String.join(", ", names.stream().map(name -> field(language, name)).toList());
  }

  static String date(Locale language, LocalDate date) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(language).format(date);
  }

  static String date(Reader reader, Instant at) {
    return date(reader.language(), LocalDate.ofInstant(at, reader.zone()));
  }

  static String time(Reader reader, Instant at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
        .withLocale(reader.language())
        .format(at.atZone(reader.zone()));
  }
}

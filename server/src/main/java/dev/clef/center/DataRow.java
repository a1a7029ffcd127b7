package dev.clef.center;

import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.Role;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields.Profile;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is held, as the Privacy Center shows it.
 *
 * @param name the name in the vault
 * @param label what people call it
 * @param raw the value as it is stored; empty when nothing is held
 * @param value the value as people write it
 * @param why what it is for
 * @param basis the key of the lawful basis
 * @param readers the key of who can see it
 * @param source the key of who gave it; null when nothing is held
 * @param since the day it was written last
 * @param editable whether the person can correct it here
 */
public record DataRow(
    String name,
    String label,
    String raw,
    String value,
    String why,
    String basis,
    String readers,
    @Nullable String source,
    @Nullable String since,
    boolean editable) {

  static DataRow of(Profile field, @Nullable FieldValue held, Words words, Reader reader) {
    Locale language = reader.language();
    String name = field.field();
    String raw = held == null ? "" : held.text();
    return new DataRow(
        name,
        words.field(language, name),
        raw,
        readable(field, raw, language),
        words.say(language, "why." + name),
        basis(name),
        readers(name),
        source(held),
        held == null ? null : Words.date(reader, held.writtenAt()),
        true);
  }

  /** What came from another system and this one does not use. */
  static DataRow imported(String name, FieldValue held, Words words, Reader reader) {
    Locale language = reader.language();
    return new DataRow(
        name,
        words.field(language, name),
        held.text(),
        held.text(),
        words.say(language, "why.imported"),
        basis(name),
        readers(name),
        source(held),
        Words.date(reader, held.writtenAt()),
        false);
  }

  private static String basis(String name) {
    return "basis." + declared(name).basis().code();
  }

  private static String readers(String name) {
    return "readers."
        + declared(name).readers().stream().map(Role::code).collect(Collectors.joining("_"));
  }

  private static Datum declared(String name) {
    return Catalogue.field(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  private static @Nullable String source(@Nullable FieldValue held) {
    return held == null ? null : "source." + held.origin().name().toLowerCase(Locale.ROOT);
  }

  private static String readable(Profile field, String raw, Locale language) {
    if (raw.isEmpty()) {
      return "";
    }
    return switch (field) {
      case COUNTRY -> Countries.name(raw, language);
      case LOCALE -> Locale.forLanguageTag(raw).getDisplayName(language);
      case BIRTH_DATE -> birthDate(raw, language);
      case USERNAME, EMAIL, GIVEN_NAME, FAMILY_NAME, DISPLAY_NAME, PHONE_NUMBER, ADDRESS -> raw;
    };
  }

  private static String birthDate(String raw, Locale language) {
    try {
      return Words.date(language, LocalDate.parse(raw));
    } catch (DateTimeParseException e) {
      return raw;
    }
  }
}

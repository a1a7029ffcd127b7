package dev.clef.center;

import dev.clef.audit.Activity;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Tells entries of the log in plain sentences, by day. Thread-safe. */
final class Timeline {

  /** One day. */
  public record Day(String name, List<Moment> moments) {}

  /**
   * One entry.
   *
   * @param sentence who did what
   * @param fields which fields, as people call them; empty when the entry names none
   * @param icon the name of a picture
   * @param notable whether somebody should look at it
   */
  public record Moment(
      UUID entryId,
      Instant at,
      String time,
      String sentence,
      String why,
      String fields,
      String icon,
      boolean notable) {}

  private final Words words;
  private final Clock clock;

  Timeline(Words words, Clock clock) {
    this.words = words;
    this.clock = clock;
  }

  List<Day> of(List<Activity.Item> items, Reader reader) {
    List<Day> days = new ArrayList<>();
    LocalDate last = null;
    for (Activity.Item item : items) {
      LocalDate date = LocalDate.ofInstant(item.at(), reader.zone());
      if (!date.equals(last)) {
        days.add(new Day(day(date, reader), new ArrayList<>()));
        last = date;
      }
      days.getLast().moments().add(moment(item, reader));
    }
    return days;
  }

  private String day(LocalDate date, Reader reader) {
    Locale language = reader.language();
    LocalDate today = LocalDate.ofInstant(clock.instant(), reader.zone());
    if (date.equals(today)) {
      return words.say(language, "day.today");
    }
    return date.equals(today.minusDays(1))
        ? words.say(language, "day.yesterday")
        : Words.date(language, date);
  }

  private Moment moment(Activity.Item item, Reader reader) {
    Locale language = reader.language();
    Map<String, String> event = item.event();
    String type = event.getOrDefault("type", "");
    String actor = event.getOrDefault("actor", "").replaceFirst(":.*", "");
    String who = words.sayOr(language, "actor." + actor, actor);
    String specific = words.sayOr(language, "event." + type + "." + actor, "");
    String sentence = specific.isEmpty() ? words.sayOr(language, "event." + type, type) : specific;
    String listed = event.getOrDefault("fields", "");
    List<String> fields = listed.isEmpty() ? List.of() : Arrays.asList(listed.split(","));
    String purpose = event.getOrDefault("purpose", "");
    return new Moment(
        item.entryId(),
        item.at(),
        Words.time(reader, item.at()),
        sentence.replace("{who}", who),
        words.sayOr(language, "purpose." + purpose, purpose),
        words.fields(language, fields),
        icon(type),
        type.endsWith("failed") || type.endsWith("refused") || type.endsWith("corrupt"));
  }

  private static String icon(String type) {
    return switch (type.replaceFirst("\\..*", "")) {
      case "sign_in", "session" -> "key";
      case "account" -> "person";
      case "password" -> "lock";
      case "erasure", "person" -> "trash";
      default -> type.equals("data.written") ? "pen" : "eye";
    };
  }
}

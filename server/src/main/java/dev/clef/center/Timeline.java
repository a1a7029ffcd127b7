package dev.clef.center;

import dev.clef.audit.Activity;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.MyActivity;
import dev.clef.rights.Sentences;
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
   * @param who who did it
   * @param why for what purpose
   * @param fields which fields, as people call them; empty when the entry names none
   * @param icon the name of a picture
   * @param notable why somebody should look at it; empty for the ordinary
   */
  public record Moment(
      UUID entryId,
      Instant at,
      String time,
      String sentence,
      String who,
      String why,
      String fields,
      String icon,
      String notable) {

    /** Where it is checked. */
    public String path() {
      return "/privacy/activity/" + entryId + "/" + at.toEpochMilli();
    }
  }

  private final Sentences sentences;
  private final Words words;
  private final Clock clock;

  Timeline(Sentences sentences, Words words, Clock clock) {
    this.sentences = sentences;
    this.words = words;
    this.clock = clock;
  }

  List<Day> of(List<MyActivity.Entry> entries, Reader reader) {
    List<Day> days = new ArrayList<>();
    LocalDate last = null;
    for (MyActivity.Entry entry : entries) {
      LocalDate date = LocalDate.ofInstant(entry.item().at(), reader.zone());
      if (!date.equals(last)) {
        days.add(new Day(day(date, reader), new ArrayList<>()));
        last = date;
      }
      days.getLast().moments().add(moment(entry, reader));
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

  /** One entry by itself. */
  Moment moment(MyActivity.Entry entry, Reader reader) {
    Locale language = reader.language();
    Activity.Item item = entry.item();
    Map<String, String> event = item.event();
    String listed = event.getOrDefault("fields", "");
    List<String> fields = listed.isEmpty() ? List.of() : Arrays.asList(listed.split(","));
    return new Moment(
        item.entryId(),
        item.at(),
        Words.time(reader, item.at()),
        sentences.what(language, event),
        sentences.who(language, event),
        sentences.why(language, event),
        words.fields(language, fields),
        icon(event.getOrDefault("type", "")),
        entry.notable().map(notable -> sentences.notable(language, notable)).orElse(""));
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

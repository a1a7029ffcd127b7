package dev.clef.rights;

import dev.clef.platform.web.pages.Words;
import java.util.Locale;
import java.util.Map;

/** Tells what stands in the log in plain words, to the person it is about. Thread-safe. */
public final class Sentences {

  private final Words words;

  Sentences(Words words) {
    this.words = words;
  }

  /** Who did what. */
  public String what(Locale language, Map<String, String> event) {
    String type = event.getOrDefault("type", "");
    String actor = kind(event);
    String specific = words.sayOr(language, "event." + type + "." + actor, "");
    String sentence = specific.isEmpty() ? words.sayOr(language, "event." + type, type) : specific;
    return sentence
        .replace("{who}", who(language, event))
        .replace("{role}", words.sayOr(language, "staff.role." + event.get("role"), ""))
        .replace("{minutes}", event.getOrDefault("minutes", ""))
        .replace("{result}", words.sayOr(language, "elevation.review." + event.get("result"), ""));
  }

  /** Who did it. */
  public String who(Locale language, Map<String, String> event) {
    String actor = kind(event);
    return words.sayOr(language, "actor." + actor, actor);
  }

  /** For what purpose. */
  public String why(Locale language, Map<String, String> event) {
    String purpose = event.getOrDefault("purpose", "");
    return words.sayOr(language, "purpose." + purpose, purpose);
  }

  /** Why somebody should look at it. */
  public String notable(Locale language, Notable notable) {
    return words.say(language, "notable." + notable.code());
  }

  private static String kind(Map<String, String> event) {
    return event.getOrDefault("actor", "").split(":", 2)[0];
  }
}

package dev.clef.demo;

import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.Choice;
import dev.clef.platform.web.pages.Filled;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;

/** Shows every component of the pages with the states it has. */
@Controller
@ConditionalOnBooleanProperty("clef.demo")
class StyleguideController {

  private static final List<String> TOKENS =
      List.of(
          "ground",
          "raised",
          "sunk",
          "ink",
          "quiet",
          "line",
          "edge",
          "accent",
          "accent-soft",
          "good",
          "good-soft",
          "bad",
          "bad-soft",
          "warn",
          "warn-soft");

  private static final List<String> ICONS =
      List.of(
          "clef",
          "eye",
          "key",
          "lock",
          "person",
          "pen",
          "trash",
          "download",
          "devices",
          "phone",
          "laptop",
          "list",
          "warn",
          "check",
          "globe",
          "info",
          "clock");

  private static final int DAYS = 30;

  private final Assets assets;
  private final LocaleResolver languages;

  StyleguideController(Assets assets, LocaleResolver languages) {
    this.assets = assets;
    this.languages = languages;
  }

  @GetMapping("/styleguide")
  String show(@RequestParam(defaultValue = "2") int page, HttpServletRequest request, Model model) {
    languages.setLocale(request, null, Locale.ENGLISH); // as its examples are
    model.addAttribute("assets", assets);
    model.addAttribute("demo", true);
    model.addAttribute("page", Math.clamp(page, 1, 3));
    model.addAttribute("tokens", TOKENS);
    model.addAttribute("icons", ICONS);
    model.addAttribute("form", Filled.nothing().wrong("email", "error.invalid"));
    model.addAttribute("answers", List.of(new Choice("DE", "Germany"), new Choice("JP", "Japan")));
    model.addAttribute(
        "rows",
        List.of(
            row("email", "E-mail address", "ada@example.org", "source.person"),
            row("address", "Postal address", "", ""),
            row("given_name", "Given name", "أمينة", "source.import")));
    model.addAttribute(
        "moments",
        List.of(
            moment("eye", "You looked at your data.", ""),
            moment("eye", "A member of staff opened your data.", "By a member of staff")));
    model.addAttribute(
        "receipt",
        Map.of("Leaf", "12,345", "Root", "p3vQb1n0rP0cG4y5w8m1cQ7o0yS3m2yqkq0o7mH0l9E="));
    model.addAttribute("chart", chart());
    model.addAttribute(
        "shares",
        List.of(
            Map.of("name", "argon2id", "count", 9_120L, "percent", 100L),
            Map.of("name", "bcrypt", "count", 2_304L, "percent", 25L)));
    return "styleguide";
  }

  private static Map<String, Object> row(String name, String label, String value, String source) {
    return Map.of(
        "name",
        name,
        "label",
        label,
        "value",
        value,
        "why",
        "So that you can sign in with it.",
        "basis",
        "basis.contract",
        "readers",
        "readers.listener",
        "source",
        source,
        "since",
        "12 March 2026",
        "editable",
        true);
  }

  private static Map<String, Object> moment(String icon, String sentence, String notable) {
    return Map.of(
        "path", "/privacy/activity",
        "at", "2026-03-12T10:00:00Z",
        "time", "10:00",
        "sentence", sentence,
        "why", "you asked for it",
        "fields", "E-mail address, Country",
        "icon", icon,
        "notable", notable);
  }

  /** Two series that rise and fall. */
  private static Map<String, Object> chart() {
    List<Map<String, Object>> parts = new ArrayList<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    LocalDate first = LocalDate.of(2026, 3, 1);
    long total = 0;
    for (int day = 0; day < DAYS; day++) {
      int below = 40 + (day * 7) % 50;
      int above = 5 + (day * 3) % 20;
      parts.add(part(day, 120 - below, below, 0));
      parts.add(part(day, 120 - below - above, above, 1));
      rows.add(Map.of("day", first.plusDays(day), "values", List.of(below, above)));
      total += below + above;
    }
    return Map.of(
        "name",
        "Sign-ins",
        "total",
        total,
        "highest",
        112L,
        "from",
        "1 Mar",
        "to",
        "30 Mar",
        "series",
        List.of("succeeded", "failed"),
        "parts",
        parts,
        "rows",
        rows);
  }

  private static Map<String, Object> part(int day, int y, int height, int series) {
    return Map.of(
        "x", day * 20, "y", y, "width", 16, "height", height, "series", series, "title", "");
  }
}

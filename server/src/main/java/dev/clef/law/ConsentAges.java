package dev.clef.law;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From which age a person consents alone (GDPR Art. 8, COPPA), as dated and cited data. A change of
 * law is a new line in {@code law/ages-of-digital-consent.csv}.
 */
public final class ConsentAges {

  private static final String RESOURCE = "/law/ages-of-digital-consent.csv";
  private static final int COLUMNS = 7;

  /**
   * One rule.
   *
   * @param jurisdiction ISO 3166-1 alpha-2, or alpha-2, a hyphen and a subdivision
   * @param age in completed years
   * @param from the first day it applies
   * @param mark how well it is known: V verified, K professional knowledge, ? uncertain
   */
  public record Rule(
      String jurisdiction, int age, LocalDate from, String law, String source, String mark) {}

  private final List<Rule> rules;

  ConsentAges(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The rules that come with Clef. */
  public static ConsentAges load() {
    try (InputStream in = ConsentAges.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
      return parse(lines.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  static ConsentAges parse(List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    lines.stream()
        .filter(line -> !line.startsWith("#") && !line.startsWith("jurisdiction,"))
        .map(line -> line.split(",", -1))
        .forEach(cells -> {
          if (cells.length != COLUMNS) {
            throw new IllegalStateException("a rule has " + COLUMNS + " columns");
          }
          rules.add(
              new Rule(
                  cells[0],
                  Integer.parseInt(cells[1]),
                  LocalDate.parse(cells[2]),
                  cells[3],
                  cells[4],
                  cells[5]));
        });
    return new ConsentAges(rules);
  }

  /**
   * The rule of a jurisdiction on a day; for a subdivision without a rule of its own, that of its
   * country. Empty where the data names none.
   */
  public Optional<Rule> on(LocalDate day, String jurisdiction) {
    return find(day, jurisdiction).or(() -> find(day, jurisdiction.split("-", 2)[0]));
  }

  private Optional<Rule> find(LocalDate day, String jurisdiction) {
    return rules.stream()
        .filter(rule -> rule.jurisdiction().equals(jurisdiction) && !rule.from().isAfter(day))
        .max(Comparator.comparing(Rule::from));
  }

  /** All rules, for showing them. */
  public List<Rule> all() {
    return rules;
  }
}

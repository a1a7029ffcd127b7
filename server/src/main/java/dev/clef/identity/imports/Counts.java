package dev.clef.identity.imports;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an import did, by name: outcomes, reasons, age classes, marks and attributes, as {@code
 * kind.name}. Not thread-safe.
 */
final class Counts {

  private final Map<String, Long> byName = new TreeMap<>();

  Counts(Map<String, Long> start) {
    byName.putAll(start);
  }

  void add(String kind, String name) {
    byName.merge(kind + "." + name, 1L, Long::sum);
  }

  void person(String outcome, Mapped.Person person) {
    add("outcome", outcome);
    add("age", person.ageClass());
    person.marks().forEach(mark -> add("people", mark));
    person.attributes().forEach(attribute -> add("attribute", attribute));
  }

  Map<String, Long> all() {
    return byName;
  }
}

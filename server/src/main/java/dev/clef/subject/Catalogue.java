package dev.clef.subject;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every kind of personal data in the system, declared once (GDPR Art. 30). Access is checked
 * against it, pages and exports quote it, and the build fails at a column or a property of the API
 * that is neither here nor among those reviewed as not personal.
 */
public final class Catalogue {

  private static final List<Datum> ALL =
      Stream.of(
              DeclaredProfile.ALL,
              DeclaredAccounts.ALL,
              DeclaredCodes.ALL,
              DeclaredLetters.ALL,
              DeclaredApplications.ALL,
              DeclaredTraces.ALL,
              DeclaredElevations.ALL,
              DeclaredStaff.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Map<String, List<Datum>> BY_FIELD = byField();
  private static final List<Datum> FAMILIES =
      ALL.stream().filter(datum -> datum.name().endsWith(Datum.FAMILY)).toList();

  private Catalogue() {}

  /** All of them, in the order they are shown. */
  public static List<Datum> all() {
    return ALL;
  }

  /**
   * What is read or written under the name of a field, as accesses and log entries say it; nothing
   * when the name is unknown.
   */
  public static List<Datum> under(String field) {
    List<Datum> exact = BY_FIELD.get(field);
    return exact != null
        ? exact
        : FAMILIES.stream().filter(family -> field.startsWith(prefix(family))).toList();
  }

  /** The one datum of a field of the vault; empty when the catalogue knows none. */
  public static Optional<Datum> field(String field) {
    return under(field).stream().findFirst();
  }

  /**
   * What the person is told of these data.
   *
   * @throws IllegalArgumentException when one is not declared
   */
  public static List<HeldField> held(String... names) {
    return Arrays.stream(names)
        .map(name ->
            ALL.stream()
                .filter(datum -> datum.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not in the catalogue: " + name))
                .held())
        .toList();
  }

  private static Map<String, List<Datum>> byField() {
    Map<String, List<Datum>> fields = new HashMap<>();
    for (Datum datum : ALL) {
      String name = datum.name();
      int dot = name.indexOf('.');
      String field = dot < 0 || datum.about() == Role.STAFF ? name : name.substring(0, dot);
      if (!name.endsWith(Datum.FAMILY)) {
        fields.merge(
            field,
            List.of(datum),
            (some, one) -> Stream.concat(some.stream(), one.stream()).toList());
      }
    }
    return Map.copyOf(fields);
  }

  private static String prefix(Datum family) {
    return family.name().substring(0, family.name().length() - 1);
  }
}

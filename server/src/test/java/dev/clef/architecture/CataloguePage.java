package dev.clef.architecture;

import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.Retention;
import dev.clef.subject.Role;
import dev.clef.subject.Special;
import dev.clef.subject.Use;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page about personal data, written from the catalogue. */
final class CataloguePage {

  private record Why(Role role, Purpose purpose, LegalBasis basis) {}

  private CataloguePage() {}

  static String of() {
    StringBuilder page =
        new StringBuilder(
            """
            # The catalogue of personal data

            Written by `CatalogueTest` from the code (`Declared…` in `dev.clef.subject`); do not edit. The build fails at a column or a
            property of the API that is neither here nor in the reviewed lists `server/src/test/resources/not-personal`.

            ## What is held
            Kept: `account` is as long as the account; a period is the default of the setting beside it.

            | data | about | category | sensitivity | stored | held for | kept | read by | laws |
            |---|---|---|---|---|---|---|---|---|
            """);
    for (Datum datum : Catalogue.all()) {
      row(
          page,
          "`" + datum.name() + "`",
          datum.about().code(),
          datum.category().code(),
          datum.sensitivity().code(),
          datum.protection().code(),
          datum.purpose().code() + ", " + datum.basis().code(),
          kept(datum.retention()),
          words(datum.readers(), Role::code),
          words(new TreeSet<>(datum.special()), Special::code));
    }
    page.append(
        """

        ## What may be done with it
        The fields of the vault and the devices of sessions are opened by one gate: what does not stand here is denied and logged.
        Of everything else this tells what the code does.

        """);
    page.append("| data | who | for | on what basis | may |\n|---|---|---|---|---|\n");
    alike(Datum::uses)
        .forEach((uses, names) -> {
          Map<Why, Set<Use.Act>> acts = new LinkedHashMap<>();
          uses.forEach(use ->
              acts.computeIfAbsent(
                      new Why(use.role(), use.purpose(), use.basis()), _ -> new TreeSet<>())
                  .add(use.act()));
          acts.forEach((why, may) ->
              row(
                  page,
                  names,
                  why.role().code(),
                  why.purpose().code(),
                  why.basis().code(),
                  words(may, Use.Act::code)));
        });
    page.append("\n## Where it is stored and where it travels\n");
    page.append("| data | columns | API |\n|---|---|---|\n");
    for (Datum datum : Catalogue.all()) {
      row(page, "`" + datum.name() + "`", grouped(datum.columns()), grouped(datum.api()));
    }
    return page.toString();
  }

  /** Data that share a property, in the order of the first of each. */
  private static <T> Map<T, String> alike(Function<Datum, T> property) {
    return Catalogue.all().stream()
        .collect(
            Collectors.groupingBy(
                property,
                LinkedHashMap::new,
                Collectors.mapping(datum -> "`" + datum.name() + "`", Collectors.joining(" "))));
  }

  private static String kept(Retention retention) {
    return switch (retention) {
      case Retention.WithAccount account -> account.code();
      case Retention.For some -> some.code() + " (`" + some.setting() + "`)";
      case Retention.NoEnd noEnd -> "no end: " + noEnd.reason();
    };
  }

  private static String grouped(Collection<String> names) {
    Map<String, List<String>> owners =
        names.stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    name -> name.substring(0, name.lastIndexOf('.')),
                    TreeMap::new,
                    Collectors.mapping(
                        name -> name.substring(name.lastIndexOf('.') + 1), Collectors.toList())));
    return owners.isEmpty()
        ? "–"
        : owners.entrySet().stream()
            .map(owner -> owner.getKey() + ": " + String.join(", ", owner.getValue()))
            .collect(Collectors.joining(" · "));
  }

  private static <T> String words(Collection<T> some, Function<T, String> code) {
    return some.isEmpty() ? "–" : some.stream().map(code).collect(Collectors.joining(", "));
  }

  private static void row(StringBuilder page, String... cells) {
    page.append(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}

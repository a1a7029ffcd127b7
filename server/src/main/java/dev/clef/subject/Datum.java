package dev.clef.subject;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One kind of personal data: everything that is said about it anywhere is said here.
 *
 * @param name unique; the name of a field of the vault is its name there, {@code NAME.*} stands for
 *     every field that begins so, and {@code RECORD.PART} is read and logged as RECORD
 * @param about whom it is about: {@link Role#LISTENER} or {@link Role#STAFF}
 * @param purpose why it is held
 * @param basis the lawful basis of holding it
 * @param special what other laws ask for
 * @param uses what may be done with it
 * @param columns where it is stored, as {@code schema.table.column}
 * @param api where it travels, as {@code Schema.property} or {@code operation.parameter} of the
 *     OpenAPI document
 */
public record Datum(
    String name,
    Role about,
    DataCategory category,
    Sensitivity sensitivity,
    Protection protection,
    Purpose purpose,
    LegalBasis basis,
    Retention retention,
    Set<Special> special,
    List<Use> uses,
    Set<String> columns,
    Set<String> api) {

  static final String FAMILY = ".*";

  public Datum {
    special = Set.copyOf(special);
    uses = List.copyOf(uses);
    columns = Set.copyOf(columns);
    api = Set.copyOf(api);
  }

  /** Whether {@code use} is one of those declared. */
  public boolean allows(Use use) {
    return uses.contains(use);
  }

  /** Who may read it, in the order of {@link Role}. */
  public Set<Role> readers() {
    Set<Role> readers = EnumSet.noneOf(Role.class);
    uses.stream().filter(use -> use.act() == Use.Act.READ).map(Use::role).forEach(readers::add);
    return readers;
  }

  /** Whether every read of it leaves an entry in the log that names it. */
  public boolean isReadLogged() {
    return protection == Protection.PERSON_KEY;
  }

  /** What the person is told of it. */
  public HeldField held() {
    return new HeldField(name, category, purpose, basis);
  }

  Datum special(Special... flags) {
    return new Datum(
        name,
        about,
        category,
        sensitivity,
        protection,
        purpose,
        basis,
        retention,
        Set.of(flags),
        uses,
        columns,
        api);
  }

  Datum in(String... more) {
    return new Datum(
        name,
        about,
        category,
        sensitivity,
        protection,
        purpose,
        basis,
        retention,
        special,
        uses,
        with(columns, more),
        api);
  }

  Datum as(String... more) {
    return new Datum(
        name,
        about,
        category,
        sensitivity,
        protection,
        purpose,
        basis,
        retention,
        special,
        uses,
        columns,
        with(api, more));
  }

  Datum allow(Use... more) {
    return new Datum(
        name,
        about,
        category,
        sensitivity,
        protection,
        purpose,
        basis,
        retention,
        special,
        Stream.concat(uses.stream(), Stream.of(more)).toList(),
        columns,
        api);
  }

  Datum kept(Retention how) {
    return new Datum(
        name,
        about,
        category,
        sensitivity,
        protection,
        purpose,
        basis,
        how,
        special,
        uses,
        columns,
        api);
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return all;
  }
}

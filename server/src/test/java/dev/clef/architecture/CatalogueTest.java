package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.TestData;
import dev.clef.platform.db.Database;
import dev.clef.platform.db.Databases;
import dev.clef.platform.web.openapi.ApiNames;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.Retention;
import dev.clef.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing about a person is stored or travels that the catalogue does not know. */
class CatalogueTest {

  /**
   * Partitions are left out: they have the columns of their table. So are the notes of the
   * migrations themselves.
   */
  private static final String COLUMNS =
      """
      select table_schema || '.' || table_name || '.' || column_name
      from information_schema.columns
      where table_schema not in ('information_schema', 'pg_catalog', 'migrations')
        and table_name <> 'schema_history'
        and not exists (
          select 1 from pg_inherits
          where inhrelid = format('%I.%I', table_schema, table_name)::regclass)
      """;

  @Test
  void every_column_of_both_databases_is_declared_or_reviewed() throws Exception {
    Databases databases = TestPostgres.fresh();
    Set<String> columns = columns(databases.data());
    columns.addAll(columns(databases.keys()));
    assertThat(columns).contains("vault.field.ciphertext", "keys.person_key.person_id");
    assertThat(reviewed("columns").judge(columns, declared(Datum::columns))).isEmpty();
  }

  @Test
  void every_property_and_parameter_of_the_api_is_declared_or_reviewed() throws IOException {
    Set<String> names = ApiNames.all();
    assertThat(names)
        .contains(
            "ProfileBody.email", "MyRightsPending.certificate_id", "my_rights_activity.limit");
    assertThat(reviewed("api").judge(names, declared(Datum::api))).isEmpty();
  }

  @Test
  void what_nobody_has_looked_at_is_named_and_so_is_what_is_gone() {
    Reviewed reviewed = Reviewed.parse("# why\n\na.b: c, d | a number\na.x: y | a day\n");
    assertThat(reviewed.judge(Set.of("a.b.c", "a.b.d", "a.x.y", "p.q"), Set.of("p.q"))).isEmpty();
    assertThat(reviewed.judge(Set.of("a.b.c", "a.b.d", "a.x.y", "p.q"), Set.of()))
        .singleElement()
        .asString()
        .startsWith("p.q is unknown: declare it");
    assertThat(reviewed.judge(Set.of("a.b.c", "a.b.d", "a.x.y"), Set.of("a.x.y")))
        .containsExactly(
            "a.x.y is declared as personal and reviewed as not personal: take one away");
    assertThat(reviewed.judge(Set.of("a.b.c", "a.b.d"), Set.of("p.q")))
        .containsExactly(
            "a.x.y is declared or reviewed and does not exist",
            "p.q is declared or reviewed and does not exist");
  }

  @Test
  void the_page_about_personal_data_is_that_of_the_code() throws IOException {
    Path file = TestData.root().resolve("docs/catalogue.md");
    String written = CataloguePage.of();
    if (Boolean.getBoolean("clef.docs.write")) {
      Files.writeString(file, written);
    }
    assertThat(file)
        .as("run the tests of the server with -Dclef.docs.write=true and commit the file")
        .hasContent(written);
  }

  @Test
  void names_are_unique_and_a_purpose_of_holding_is_one_of_using() {
    assertThat(Catalogue.all()).extracting(Datum::name).doesNotHaveDuplicates();
    assertThat(Catalogue.all())
        .allSatisfy(datum -> {
          assertThat(datum.columns()).as(datum.name()).isNotEmpty();
          assertThat(datum.readers()).as(datum.name()).isNotEmpty();
        });
  }

  @Test
  void the_periods_of_retention_are_the_defaults_of_their_settings() {
    List<Retention.For> periods =
        Catalogue.all().stream()
            .map(Datum::retention)
            .filter(Retention.For.class::isInstance)
            .map(Retention.For.class::cast)
            .toList();
    assertThat(periods).isNotEmpty();
    Instant start = Instant.EPOCH;
    assertThat(periods)
        .allSatisfy(period ->
            assertThat(start.atOffset(ZoneOffset.UTC).plus(period.time()).toInstant())
                .as(period.setting())
                .isEqualTo(
                    start
                        .atOffset(ZoneOffset.UTC)
                        .plus(Settings.period(period.setting()))
                        .toInstant()));
  }

  @Test
  void a_review_without_a_reason_is_none() {
    assertThatIllegalArgumentException().isThrownBy(() -> Reviewed.parse("a.b: c"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reviewed.parse("a.b: c | "));
    assertThatIllegalArgumentException().isThrownBy(() -> Reviewed.parse("a.b: c, c | twice"));
  }

  private static Set<String> declared(Function<Datum, Collection<String>> names) {
    return Catalogue.all().stream()
        .flatMap(datum -> names.apply(datum).stream())
        .collect(Collectors.toSet());
  }

  private static Reviewed reviewed(String what) throws IOException {
    try (InputStream list = CatalogueTest.class.getResourceAsStream("/not-personal/" + what)) {
      return Reviewed.parse(
          new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** As superuser: the information schema tells others only what they may touch. */
  private static Set<String> columns(Database database) throws SQLException {
    Set<String> columns = new TreeSet<>();
    try (Connection connection = TestPostgres.clusters().superuser(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    return columns;
  }
}

package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/asvs.md says of the OWASP ASVS is of every requirement, and of tests that exist. */
class AsvsTest {

  private static final List<String> STATES = List.of("met", "part", "open", "n/a");

  /** An empty text before and after the six cells. */
  private static final int PARTS = 8;

  private static final Pattern ROW = Pattern.compile("\\| V\\d+\\.\\d+\\.\\d+ .*");
  private static final Pattern COUNTS = Pattern.compile("\\| V\\d+ [^.|]*\\|.*");
  private static final Pattern NAMED = Pattern.compile("`([^`]+)`");

  /** A line of the standard's own list, with the identifier in the middle and the level last. */
  private static final Pattern ASKED =
      Pattern.compile(",(V(?:6|7|9|10)\\.\\d+\\.\\d+),.*,([123])$");

  private record Row(String id, String level, String state, List<String> tests) {

    String chapter() {
      return id.substring(0, id.indexOf('.'));
    }
  }

  @Test
  void every_state_is_a_known_one() throws IOException {
    assertThat(rows(page()))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(STATES).as(row.id()).contains(row.state()));
  }

  @Test
  void every_requirement_stands_there_once_with_its_level() throws IOException {
    List<String> asked = new ArrayList<>();
    for (String line : Files.readAllLines(TestData.require("asvs/asvs-5.0.0.csv"))) {
      Matcher matcher = ASKED.matcher(line);
      if (matcher.find()) {
        asked.add(matcher.group(1) + " level " + matcher.group(2));
      }
    }
    assertThat(asked).isNotEmpty();
    assertThat(rows(page()).stream().map(row -> row.id() + " level " + row.level()))
        .containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void what_is_met_names_a_test_and_every_test_named_is_there() throws IOException {
    assertThat(rows(page()))
        .allSatisfy(row -> {
          if (row.state().equals("met")) {
            assertThat(row.tests()).as(row.id()).isNotEmpty();
          }
          assertThat(row.tests()).allSatisfy(name -> assertThat(file(name)).as(row.id()).exists());
        });
    assertThat(file("architecture/NoSuchTest")).doesNotExist();
  }

  @Test
  void the_counts_at_the_top_are_those_of_the_tables() throws IOException {
    List<Row> rows = rows(page());
    List<String> counted =
        rows.stream()
            .map(Row::chapter)
            .distinct()
            .map(chapter -> chapter + " " + counts(chapter, rows))
            .toList();
    assertThat(said(page())).isNotEmpty().isEqualTo(counted);
  }

  @Test
  void a_row_is_read_cell_by_cell_and_one_of_another_shape_is_none() {
    List<String> page =
        List.of(
            "| V6 Words | 1 | 0 | 0 | 0 |",
            "| V6.1.1 | 2 | what | met | `a/B` | `a/BTest`, `CTest` |");
    assertThat(rows(page))
        .containsExactly(new Row("V6.1.1", "2", "met", List.of("a/BTest", "CTest")));
    assertThat(said(page)).containsExactly("V6 " + counts("V6", rows(page)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows(List.of("| V6.1.1 | 2 | what | met | where |")));
  }

  private static List<String> page() throws IOException {
    return Files.readAllLines(TestData.root().resolve("docs/asvs.md"));
  }

  private static List<Row> rows(List<String> page) {
    return page.stream().filter(line -> ROW.matcher(line).matches()).map(AsvsTest::row).toList();
  }

  private static Row row(String line) {
    List<String> cells = cells(line);
    if (cells.size() != PARTS) {
      throw new IllegalArgumentException("six cells: " + line);
    }
    List<String> tests =
        NAMED.matcher(cells.get(6)).results().map(found -> found.group(1)).toList();
    return new Row(cells.get(1), cells.get(2), cells.get(4), tests);
  }

  private static List<String> cells(String line) {
    return Stream.of(line.split("\\|", -1)).map(String::strip).toList();
  }

  /** The chapter and its numbers, of each line that counts. */
  private static List<String> said(List<String> page) {
    return page.stream()
        .filter(line -> COUNTS.matcher(line).matches())
        .map(AsvsTest::cells)
        .map(cells -> cells.get(1).split(" ", 2)[0] + " " + cells.subList(2, cells.size() - 1))
        .toList();
  }

  /** How many rows of a chapter are in each state, in the order of the states. */
  private static List<String> counts(String chapter, List<Row> rows) {
    return STATES.stream()
        .map(state ->
            rows.stream()
                .filter(row -> row.chapter().equals(chapter) && row.state().equals(state))
                .count())
        .map(count -> Long.toString(count))
        .toList();
  }

  /** Below the tests of the server, or from the root of the reactor for those of other modules. */
  private static Path file(String name) {
    Path root = TestData.root();
    Path from = name.contains("/src/test/") ? root : root.resolve("server/src/test/java/dev/clef");
    return from.resolve(name + ".java");
  }
}

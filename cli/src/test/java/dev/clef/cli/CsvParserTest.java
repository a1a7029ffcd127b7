package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4180, and what is not; compared with FastCSV where both read a text. */
class CsvParserTest {

  CsvParserTest() {}

  /** The rows of a text, and where it stopped. */
  private record Parsed(List<CsvRow> rows, Optional<ImportStop.Malformed> malformed) {

    List<List<String>> cells() {
      return rows.stream().map(CsvRow::cells).toList();
    }
  }

  private static Parsed parse(byte[] bytes, CsvDialect dialect) {
    // A byte at a time, so that every boundary of a buffer is somewhere.
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(1, length));
          }
        };
    try (CsvParser parser = new CsvParser(new CsvText(slow, dialect), dialect, 100)) {
      List<CsvRow> rows = new ArrayList<>();
      Optional<CsvRow> row = parser.next();
      while (row.isPresent()) {
        rows.add(row.get());
        row = parser.next();
      }
      return new Parsed(rows, parser.malformed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Parsed parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), CsvDialect.RFC_4180);
  }

  private static CsvDialect in(Charset charset) {
    return new CsvDialect(',', Optional.of('"'), charset);
  }

  @Test
  void quotes_line_breaks_and_separators_inside_cells_are_text() {
    Parsed parsed = parse("a,\"b \"\"c\"\"\",\"d,e\r\nf\"\r\n\r\n,\"\",\ng");
    assertThat(parsed.cells())
        .containsExactly(List.of("a", "b \"c\"", "d,e\r\nf"), List.of("", "", ""), List.of("g"));
    assertThat(parsed.rows().stream().map(CsvRow::line)).containsExactly(1L, 4L, 5L);
    assertThat(parsed.malformed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r"})
  void lines_end_in_three_ways_and_the_last_need_not(String end) {
    for (String last : List.of("", end)) {
      Parsed parsed = parse("a,b" + end + "\"c" + end + "\",d" + last);
      assertThat(parsed.cells()).containsExactly(List.of("a", "b"), List.of("c" + end, "d"));
      assertThat(parsed.rows().getLast().line()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'a,b~\"c~d,e' | 2 | 1 | 4 | never closed",
        "'a,\"b' | 1 | 3 | 2 | never closed",
        "'a~\"b\"c,d' | 2 | 4 | 5 | behind a closing quote",
        "'\"b\" ,d' | 1 | 4 | 3 | behind a closing quote",
        "'a~b,c\"d\"~' | 2 | 4 | 5 | inside a cell",
        "'ä,€,🔑,x\"' | 1 | 9 | 13 | inside a cell",
        "'a, \"b\"' | 1 | 4 | 3 | inside a cell"
      })
  void a_quote_in_the_wrong_place_ends_the_reading_there(
      String text, long line, long column, long offset, String what) {
    ImportStop.Malformed malformed = parse(text.replace('~', '\n')).malformed().orElseThrow();
    assertThat(malformed.what()).contains(what);
    assertThat(List.of(malformed.line(), malformed.column(), malformed.offsetBytes()))
        .containsExactly(line, column, offset);
  }

  @Test
  void rows_before_a_wrong_quote_are_read_and_none_behind_it() {
    Parsed parsed = parse("a\nb\nc\"\nd\n");
    assertThat(parsed.cells()).containsExactly(List.of("a"), List.of("b"));
    assertThat(parsed.malformed()).isPresent();
  }

  @Test
  void bytes_of_another_encoding_are_told_by_their_place() {
    byte[] latin = "a,b\nc,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    Parsed parsed = parse(latin, CsvDialect.RFC_4180);
    assertThat(parsed.cells()).containsExactly(List.of("a", "b"));
    ImportStop.Malformed malformed = parsed.malformed().orElseThrow();
    assertThat(malformed.problem())
        .isEqualTo(
            "bytes that are no text in the encoding of the map at line 2, column 3 (byte 6)");
    byte[] undefined = {'a', ',', (byte) 0x81};
    assertThat(parse(undefined, in(Charset.forName("windows-1252"))).malformed()).isPresent();
    byte[] half = {0, 'a', (byte) 0xd8, 0};
    assertThat(parse(half, in(StandardCharsets.UTF_16BE)).malformed().orElseThrow().offsetBytes())
        .isEqualTo(2);
    byte[] cut = {'a', (byte) 0xc3};
    assertThat(parse(cut, CsvDialect.RFC_4180).malformed()).isPresent();
  }

  @Test
  void every_encoding_gives_the_same_cells_with_and_without_a_mark() {
    String text = "a,\u00e4\u00df\nb,\u00e9\n";
    CsvDialect.ENCODINGS.forEach((name, charset) ->
        assertThat(parse(text.getBytes(charset), in(charset)).cells())
            .as(name)
            .containsExactly(List.of("a", "\u00e4\u00df"), List.of("b", "\u00e9")));
    for (String name : List.of("utf-8", "utf-16le", "utf-16be", "utf-16")) {
      Charset charset = CsvDialect.ENCODINGS.getOrDefault(name, StandardCharsets.UTF_8);
      String marked = (name.equals("utf-16") ? "" : "\uFEFF") + text + "x\"";
      Parsed parsed = parse(marked.getBytes(charset), in(charset));
      assertThat(parsed.cells().getFirst().getFirst()).as(name).isEqualTo("a");
      int bytes = marked.getBytes(charset).length - (name.equals("utf-8") ? 1 : 2);
      assertThat(parsed.malformed().orElseThrow().offsetBytes()).as(name).isEqualTo(bytes);
    }
  }

  @Test
  void a_cell_larger_than_anything_is_cut_and_told_and_the_next_row_is_read() {
    Parsed parsed = parse("a," + "x".repeat(5_000_000) + "\nb," + "y".repeat(16_384) + "\n");
    assertThat(parsed.rows().getFirst().tooLarge()).containsExactly(1);
    assertThat(parsed.rows().getFirst().cells().get(1)).hasSize(CsvParser.MAX_CELL_CHARS);
    assertThat(parsed.rows().getLast().tooLarge()).isEmpty();
    assertThat(parsed.rows().getLast().cells().get(1)).hasSize(16_384);
  }

  @Test
  void a_row_of_a_million_cells_is_counted_and_not_held() {
    Parsed parsed = parse(",".repeat(1_000_000) + "\na\n");
    assertThat(parsed.rows().getFirst().cellCount()).isEqualTo(1_000_001);
    assertThat(parsed.rows().getFirst().cells()).hasSize(100);
    assertThat(parsed.cells().getLast()).containsExactly("a");
  }

  @Test
  void without_a_quote_character_quotes_are_text() {
    CsvDialect dialect = new CsvDialect('\t', Optional.empty(), StandardCharsets.UTF_8);
    assertThat(parse("5\" pipe\t\"x\n".getBytes(StandardCharsets.UTF_8), dialect).cells())
        .containsExactly(List.of("5\" pipe", "\"x"));
  }

  @Test
  void what_was_written_by_the_rule_is_read_again() {
    Random random = new Random(4180);
    String alphabet = "ab\u00e4\u20ac,\"\r\n =+\t;";
    for (int round = 0; round < 3000; round++) {
      List<List<String>> table = new ArrayList<>();
      for (int rows = 1 + random.nextInt(4); rows > 0; rows--) {
        List<String> row = new ArrayList<>();
        for (int cells = 2; cells > 0; cells--) {
          row.add(text(random, alphabet, 6));
        }
        table.add(row);
      }
      StringBuilder written = new StringBuilder();
      for (List<String> row : table) {
        List<String> quoted =
            row.stream().map(cell -> '"' + cell.replace("\"", "\"\"") + '"').toList();
        written.append(String.join(",", quoted)).append("\r\n");
      }
      assertThat(parse(written.toString()).cells()).isEqualTo(table);
    }
  }

  /** Without CR: FastCSV 4.1.0 loses a quoted cell that holds one alone. */
  @Test
  void a_text_that_both_read_gives_fastcsv_the_same_cells() {
    Random random = new Random(20261121);
    int compared = 0;
    for (int round = 0; round < 30_000; round++) {
      String text = text(random, "ab,,\"\"\n\n\u00e4", 14);
      Parsed parsed = parse(text);
      if (parsed.malformed().isEmpty()) {
        assertThat(parsed.cells().stream().filter(CsvParserTest::isRow))
            .as(text)
            .containsExactlyElementsOf(fastCsv(text));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5_000);
  }

  private static List<List<String>> fastCsv(String text) {
    try (Stream<CsvRecord> records =
        CsvReader.builder()
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(text)
            .stream()) {
      return records.map(CsvRecord::getFields).filter(CsvParserTest::isRow).toList();
    }
  }

  /** An empty line, and one of two quotes, may be taken for each other. */
  private static boolean isRow(List<String> cells) {
    return !cells.equals(List.of(""));
  }

  @Test
  void any_bytes_are_read_or_refused_in_every_encoding() {
    Random random = new Random(1252);
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (Charset charset : CsvDialect.ENCODINGS.values()) {
        Parsed parsed = parse(bytes, in(charset));
        parsed
            .malformed()
            .ifPresent(malformed ->
                assertThat(malformed.offsetBytes()).isBetween(0L, (long) bytes.length));
      }
    }
  }

  private static String text(Random random, String alphabet, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(maxLength + 1); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}

package dev.clef.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a CSV file is written.
 *
 * @param separator between cells
 * @param quote around cells, doubled inside them (RFC 4180 §2); empty when there is none
 * @param encoding of the text; a byte order mark is passed over
 */
record CsvDialect(char separator, Optional<Character> quote, Charset encoding) {

  /** Names as a map says them. */
  static final Map<String, Charset> ENCODINGS =
      new TreeMap<>(
          Map.of(
              "utf-8", StandardCharsets.UTF_8,
              "utf-16", StandardCharsets.UTF_16,
              "utf-16le", StandardCharsets.UTF_16LE,
              "utf-16be", StandardCharsets.UTF_16BE,
              "windows-1252", Charset.forName("windows-1252"),
              "iso-8859-1", StandardCharsets.ISO_8859_1,
              "iso-8859-15", Charset.forName("ISO-8859-15")));

  static final CsvDialect RFC_4180 = new CsvDialect(',', Optional.of('"'), StandardCharsets.UTF_8);

  /** How many bytes a UTF-16 unit of the text takes in the file. */
  int widthBytes(char unit) {
    if (encoding.name().startsWith("UTF-16")) {
      return 2;
    } else if (!encoding.equals(StandardCharsets.UTF_8) || unit < 0x80) {
      return 1;
    }
    // Half of a pair is half of four bytes.
    return unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
  }
}

package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A CSV file with its map, after a first reading.
 *
 * @param sha256 of the file, in hexadecimal
 * @param jobSha256 of the map and the file: under another map the same row is another record
 */
record CsvFile(
    Path path, long bytes, String sha256, String jobSha256, CsvMap map, List<String> header)
    implements ImportFile {

  static final int MAX_COLUMNS = 2000;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /**
   * Reads the map, the header and once the whole file.
   *
   * @throws CliException when the map is wrong, or does not fit the header
   * @throws IOException when one of them cannot be read
   */
  static CsvFile read(Path path, Path mapPath) throws IOException {
    byte[] mapBytes = Files.readAllBytes(mapPath);
    CsvMap map;
    try {
      map = CsvMapReader.read(new String(mapBytes, StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      throw CliException.failed(
          "the map " + mapPath.getFileName() + ": " + e.getMessage() + "; nothing was imported");
    }
    List<String> header = header(path, map.dialect());
    new CsvLayout(map, header);
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(open(path), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    byte[] fileDigest = digest.digest();
    digest.update(Sha256.digest().digest(mapBytes));
    String job = HexFormat.of().formatHex(digest.digest(fileDigest));
    String sha256 = HexFormat.of().formatHex(fileDigest);
    return new CsvFile(path, Files.size(path), sha256, job, map, header);
  }

  /**
   * The names of the columns.
   *
   * @throws CliException when there are none
   */
  static List<String> header(Path path, CsvDialect dialect) throws IOException {
    refuseOtherMarks(path, dialect);
    try (CsvParser parser = parser(path, dialect, MAX_COLUMNS)) {
      CsvRow row =
          parser
              .next()
              .orElseThrow(() ->
                  CliException.failed(
                      parser
                              .malformed()
                              .map(ImportStop.Malformed::problem)
                              .orElse("the file is empty")
                          + "; nothing was imported"));
      if (row.cellCount() > MAX_COLUMNS || !row.tooLarge().isEmpty()) {
        throw CliException.failed(
            "the header at line 1 has more than "
                + MAX_COLUMNS
                + " columns or a name that is too long; nothing was imported");
      }
      if (row.cells().stream().anyMatch(name -> name.chars().anyMatch(Character::isISOControl))) {
        throw CliException.failed(
            "the header at line 1 has control characters: is the encoding another?"
                + " Nothing was imported");
      }
      return row.cells();
    }
  }

  /** A byte order mark that says the encoding is another is believed. */
  private static void refuseOtherMarks(Path path, CsvDialect dialect) throws IOException {
    byte[] first;
    try (InputStream in = Files.newInputStream(path)) {
      first = in.readNBytes(3);
    }
    boolean utf8 = Arrays.equals(first, UTF_8_MARK);
    boolean utf16 =
        first.length >= 2
            && (first[0] & 0xff) + (first[1] & 0xff) == 0xfe + 0xff
            && (first[0] & 0xff) >= 0xfe;
    String encoding = dialect.encoding().name();
    if ((utf8 && !encoding.equals("UTF-8")) || (utf16 && !encoding.startsWith("UTF-16"))) {
      throw CliException.failed(
          "the file begins with the mark of "
              + (utf8 ? "utf-8" : "utf-16")
              + " and the map says another encoding; nothing was imported");
    }
  }

  private static CsvParser parser(Path path, CsvDialect dialect, int maxCells) throws IOException {
    return new CsvParser(new CsvText(open(path), dialect), dialect, maxCells);
  }

  private static InputStream open(Path path) throws IOException {
    return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
  }

  @Override
  public String source() {
    return "csv";
  }

  @Override
  public List<String> realms() {
    return List.of(map.system());
  }

  @Override
  public long federated() {
    return 0;
  }

  @Override
  public RecordReader records() throws IOException {
    CsvParser parser = parser(path, map.dialect(), header.size());
    parser.next();
    return new CsvRecords(parser, new CsvLayout(map, header), map.system());
  }
}

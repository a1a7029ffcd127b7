package dev.clef.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFilterTest {

  private static final Instant MADE_AT = Instant.parse("2026-11-28T12:00:00.123Z");

  /** The words whose filter is frozen. */
  private static final List<String> WORDS =
      List.of("password", "hunter2", "Äpfel und Birnen", "ひらけごま", "letmein", "12345678");

  @TempDir Path folder;

  @Test
  void the_bytes_of_version_1_stay_what_they_are() throws Exception {
    Path file = folder.resolve("words.filter");
    FilterInfo info = build(file, "six words", words());
    byte[] golden;
    try (var in = PasswordFilterTest.class.getResourceAsStream("/golden/words-v1.hex")) {
      String lines =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      golden = HexFormat.of().parseHex(lines.replaceAll("\\s", ""));
    }
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo(HexFormat.of().formatHex(golden));
    Files.write(file, golden);
    try (PasswordFilter filter = PasswordFilter.open(file)) {
      assertThat(filter.info()).isEqualTo(info);
      assertThat(info.count()).isEqualTo(6);
      assertThat(info.madeAt()).isEqualTo(Instant.parse("2026-11-28T12:00:00Z"));
      assertThat(WORDS).allMatch(word -> filter.contains(utf8(word)));
      assertThat(List.of("Password", "password ", "", "apfel"))
          .noneMatch(word -> filter.contains(utf8(word)));
    }
  }

  /** More than are kept in memory: each of the 256 files is used. */
  @Test
  void whatever_was_put_in_is_found_and_of_a_million_others_at_most_one_in_65536()
      throws Exception {
    int count = 2_000_000;
    long[] hashes = new SplittableRandom(1).longs(count).toArray();
    Path file = folder.resolve("many.filter");
    FilterInfo info = build(file, "many", hashes);
    assertThat(info.count()).isEqualTo(count);
    assertThat(info.falsePositiveRate()).isLessThanOrEqualTo(1.0 / 65_536).isGreaterThan(1.5e-5);
    assertThat((double) info.fileBytes() / count).as("bytes a hash").isLessThan(2.27);
    try (PasswordFilter filter = PasswordFilter.open(file)) {
      assertThat(Arrays.stream(hashes).filter(hash -> !filter.contains(hash)).count()).isZero();
      long wrong = new SplittableRandom(2).longs(1_000_000).filter(filter::contains).count();
      // 15.3 are expected, and more than 30 once in five thousand seeds.
      assertThat(wrong).as("of a million").isBetween(4L, 30L);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void order_and_repetition_change_nothing() throws Exception {
    long[] hashes = new SplittableRandom(3).longs(10_000).toArray();
    long[] sorted = hashes.clone();
    Arrays.sort(sorted);
    long[] twice = Arrays.copyOf(hashes, 3_000_000);
    for (int i = hashes.length; i < twice.length; i++) {
      twice[i] = hashes[i % hashes.length];
    }
    build(folder.resolve("a"), "x", hashes);
    build(folder.resolve("b"), "x", sorted);
    build(folder.resolve("c"), "x", twice);
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("c"));
  }

  @Test
  void sizes_around_those_of_buckets_and_bytes_are_read_as_written() throws Exception {
    for (int count : new int[] {1, 2, 7, 8, 9, 511, 512, 513, 1024, 5000}) {
      long[] hashes = new SplittableRandom(count).longs(count).toArray();
      Path file = folder.resolve(count + ".filter");
      build(file, "", hashes);
      try (PasswordFilter filter = PasswordFilter.open(file)) {
        assertThat(Arrays.stream(hashes).allMatch(filter::contains)).as("%d", count).isTrue();
      }
    }
  }

  /** The beginning of a sorted list: all in one bucket. */
  @Test
  void hashes_that_lie_close_together_are_found() throws Exception {
    long[] hashes = new long[20_000];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = (long) i << 30;
    }
    Path file = folder.resolve("close.filter");
    FilterInfo info = build(file, "close", hashes);
    assertThat(info.count()).isEqualTo(20_000);
    // The keys are i * 20,000 / 2^18, rounded down.
    assertThat(info.stored()).isEqualTo(19_999L * 20_000 / (1 << 18) + 1);
    try (PasswordFilter filter = PasswordFilter.open(file)) {
      assertThat(Arrays.stream(hashes).allMatch(filter::contains)).isTrue();
      assertThat(filter.contains(-1L)).isFalse();
      assertThat(filter.contains(Long.MIN_VALUE)).isFalse();
      assertThat(filter.contains(Long.MAX_VALUE)).isFalse();
    }
  }

  @Test
  void a_file_that_came_meanwhile_is_not_replaced_where_nothing_may_be() throws Exception {
    Path file = folder.resolve("new.filter");
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      builder.replaceNothing();
      builder.add(1);
      Files.writeString(file, "of somebody else");
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> builder.write("", 1, MADE_AT, done -> {}));
      assertThat(file).hasContent("of somebody else");
      Files.delete(file);
      builder.write("", 1, MADE_AT, done -> {});
    }
    try (PasswordFilter filter = PasswordFilter.open(file);
        Stream<Path> left = Files.list(folder)) {
      assertThat(filter.info().count()).isEqualTo(1);
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void every_changed_bit_is_noticed() throws Exception {
    Path file = folder.resolve("words.filter");
    build(file, "six words", words());
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, changed);
      assertThatExceptionOfType(UnusableFilterException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> PasswordFilter.open(file).close());
    }
  }

  @Test
  void every_length_but_the_right_one_is_refused() throws Exception {
    Path file = folder.resolve("words.filter");
    build(file, "six words", words());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length + 1; length++) {
      if (length != whole.length) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatExceptionOfType(UnusableFilterException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> PasswordFilter.open(file).close());
      }
    }
    for (int length : new int[] {whole.length - 1, whole.length + 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(UnusableFilterException.class)
          .isThrownBy(() -> PasswordFilter.open(file).close())
          .withMessageContaining("not whole");
    }
  }

  @Test
  void a_foreign_file_and_a_newer_version_are_told_apart() throws Exception {
    Path file = folder.resolve("other");
    Files.writeString(file, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3861493\n".repeat(20));
    assertThatExceptionOfType(UnusableFilterException.class)
        .isThrownBy(() -> PasswordFilter.open(file).close())
        .withMessage("it is not a password filter of Clef");
    build(file, "words", words());
    byte[] newer = Files.readAllBytes(file);
    newer[15] = '2';
    Files.write(file, newer);
    assertThatExceptionOfType(UnusableFilterException.class)
        .isThrownBy(() -> PasswordFilter.open(file).close())
        .withMessageContaining("a version that this Clef does not know");
  }

  /** Whoever writes the file can write its checksum too; a question must not leave the file. */
  @Test
  void an_index_that_leads_astray_is_refused_although_the_checksum_fits() throws Exception {
    Path file = folder.resolve("words.filter");
    build(file, "six words", words());
    byte[] whole = Files.readAllBytes(file);
    int index = whole.length - 32 - 12;
    for (long pointer : new long[] {0, 1, 76, 78, 1L << 40, (1L << 48) - 1}) {
      byte[] changed = whole.clone();
      ByteBuffer.wrap(changed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(index + 6, (int) pointer)
          .putShort(index + 10, (short) (pointer >>> 32));
      Files.write(file, withDigest(changed));
      assertThatExceptionOfType(UnusableFilterException.class)
          .as("%d", pointer)
          .isThrownBy(() -> PasswordFilter.open(file).close())
          .withMessageContaining("index");
    }
    Files.write(file, withDigest(whole.clone()));
    PasswordFilter.open(file).close();
  }

  @Test
  void slots_that_make_no_sense_find_nothing_and_fail_nowhere() throws Exception {
    Path file = folder.resolve("words.filter");
    build(file, "six words", words());
    byte[] whole = Files.readAllBytes(file);
    for (byte filled : new byte[] {0, -1, 0x55}) {
      byte[] changed = whole.clone();
      Arrays.fill(changed, 256, whole.length - 32 - 12, filled);
      Files.write(file, withDigest(changed));
      try (PasswordFilter filter = PasswordFilter.open(file)) {
        new SplittableRandom(5).longs(10_000).forEach(filter::contains);
      }
    }
  }

  @Test
  void a_filter_of_nothing_is_not_built() throws Exception {
    Path file = folder.resolve("empty.filter");
    assertThatIllegalStateException().isThrownBy(() -> build(file, "nothing"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_long_name_of_a_list_is_cut_between_characters() throws Exception {
    FilterInfo info = build(folder.resolve("long"), "🎧".repeat(60), words());
    assertThat(info.source()).isEqualTo("🎧".repeat(49));
    try (PasswordFilter filter = PasswordFilter.open(folder.resolve("long"))) {
      assertThat(filter.info()).isEqualTo(info);
    }
  }

  @Test
  void the_hash_of_a_list_is_the_hash_of_a_password() {
    byte[] line = utf8("x5baa61e4c9b93f3f0682250b6cf8331b7ee68FD8");
    assertThat(PasswordHash64.parse(line, 1)).isEqualTo(PasswordHash64.of(utf8("password")));
    line[line.length - 1] = 'g';
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> PasswordHash64.parse(line, 1));
  }

  private static long[] words() {
    return WORDS.stream().mapToLong(word -> PasswordHash64.of(utf8(word))).toArray();
  }

  private static FilterInfo build(Path file, String source, long... hashes) throws IOException {
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      for (long hash : hashes) {
        builder.add(hash);
      }
      return builder.write(source, 1, MADE_AT, done -> {});
    }
  }

  private static byte[] withDigest(byte[] file) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(file, 256, file.length - 256 - 32);
    sha256.update(file, 0, 256);
    System.arraycopy(sha256.digest(), 0, file, file.length - 32, 32);
    return file;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

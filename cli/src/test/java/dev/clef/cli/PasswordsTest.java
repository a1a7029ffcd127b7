package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.blocklist.PasswordFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {

  /** "password", "hunter2", "letmein", in the form of Have I Been Pwned. */
  private static final String DIGESTS =
      """
      5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824
      F3BBBD66A63D4BF1747940578EC3D0103530E21D:17764
      B7A875FC1EA228B9061041B7CEC4BD3C52AB3CE3:3
      """;

  @TempDir Path folder;

  @Test
  void a_list_of_digests_becomes_a_filter_that_is_asked_and_described() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), DIGESTS);
    Path filter = folder.resolve("list.filter");

    Ran built = Ran.clef("passwords", "build", "--from", list, "--to", filter);

    assertThat(built.err()).isEmpty();
    assertThat(built.exitCode()).isEqualTo(Main.OK);
    assertThat(built.out()).contains("list.filter: 3 passwords in ");
    assertThat(check(filter, "password\n").exitCode()).isEqualTo(Main.FAILED);
    assertThat(check(filter, "hunter2\r\n").out()).startsWith("yes: it is among the 3 of");
    assertThat(check(filter, "letmein").exitCode()).isEqualTo(Main.FAILED);
    assertThat(check(filter, "Password\n"))
        .isEqualTo(new Ran(Main.OK, "no: it is not among the 3 of \"list.txt\"\n", ""));
    for (String nothing : new String[] {"", "\n"}) {
      assertThat(check(filter, nothing).exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(check(filter, nothing).err()).contains("there was no password to check");
    }
    Ran endless = check(filter, "x".repeat(4097));
    assertThat(endless.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(endless.err()).contains("a password has no more than 4096 bytes");
    assertThat(Ran.clef("passwords", "info", filter).out())
        .contains("passwords        3\n", "source           list.txt\n", "minimum count    1\n")
        .contains("false positives  1 in 65,536\n");
  }

  @Test
  void a_password_is_never_an_argument() throws IOException {
    Path filter = words("letmein\n");
    assertThat(Ran.clef("passwords", "check", filter, "letmein").exitCode()).isEqualTo(Main.USAGE);
  }

  @Test
  void what_was_seen_seldom_is_left_out_on_demand() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), DIGESTS);
    Path filter = folder.resolve("list.filter");

    Ran built =
        Ran.clef(
            "passwords",
            "build",
            "--from",
            list,
            "--min-count",
            "10",
            "--to",
            filter,
            "--label",
            "often seen");

    assertThat(built.out()).contains("2 passwords", "seen too seldom: 1.");
    assertThat(check(filter, "letmein").exitCode()).isEqualTo(Main.OK);
    assertThat(check(filter, "hunter2").exitCode()).isEqualTo(Main.FAILED);
    assertThat(Ran.clef("passwords", "info", filter).out())
        .contains("minimum count    10\n", "source           often seen\n");
  }

  @Test
  void lower_case_other_line_ends_no_counts_any_order_and_gzip_make_the_same_filter()
      throws IOException {
    Path plain = Files.writeString(folder.resolve("a"), DIGESTS);
    String other =
        Stream.of(DIGESTS.split("\n", -1))
            .filter(line -> !line.isEmpty())
            .map(line -> line.substring(0, 40).toLowerCase(java.util.Locale.ROOT))
            .sorted()
            .reduce("", (a, b) -> a.isEmpty() ? b : a + "\r\n" + b);
    Path packed = folder.resolve("b.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(other.getBytes(StandardCharsets.US_ASCII));
    }
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertThat(Ran.clef("passwords", "build", "--from", plain, "--to", first).exitCode()).isZero();
    assertThat(Ran.clef("passwords", "build", "--from", packed, "--to", second).exitCode())
        .isZero();
    try (PasswordFilter a = PasswordFilter.open(first);
        PasswordFilter b = PasswordFilter.open(second)) {
      assertThat(b.info().count()).isEqualTo(3);
      for (String word : new String[] {"password", "hunter2", "letmein"}) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        assertThat(a.contains(bytes)).as(word).isTrue();
        assertThat(b.contains(bytes)).as(word).isTrue();
      }
    }
  }

  @Test
  void words_are_taken_as_they_stand() throws IOException {
    Path filter = words("correct horse \r\n  Äpfel\nletmein");
    assertThat(check(filter, "correct horse \n").exitCode()).isEqualTo(Main.FAILED);
    assertThat(check(filter, "correct horse\n").exitCode()).isEqualTo(Main.OK);
    assertThat(check(filter, "  Äpfel").exitCode()).isEqualTo(Main.FAILED);
    assertThat(check(filter, "letmein").exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void words_are_also_taken_in_the_form_a_server_asks_for() throws IOException {
    Path filter = words("A\u0308pfel\nspaced\u00a0out\n");
    String[] forms = {"A\u0308pfel", "\u00c4pfel", "spaced\u00a0out", "spaced out"};
    for (String form : forms) {
      assertThat(check(filter, form).exitCode()).as(form).isEqualTo(Main.FAILED);
    }
    assertThat(check(filter, "Apfel").exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void a_mark_at_the_beginning_is_no_part_of_the_first_line() throws IOException {
    Path filter = words("\ufeffletmein\n\ufeffhunter2\n");
    assertThat(check(filter, "letmein").exitCode()).isEqualTo(Main.FAILED);
    assertThat(check(filter, "hunter2").exitCode()).as("further down").isEqualTo(Main.OK);
    Path list = Files.writeString(folder.resolve("list.txt"), "\ufeff" + DIGESTS);
    Path digests = folder.resolve("digests.filter");
    assertThat(Ran.clef("passwords", "build", "--from", list, "--to", digests).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FDX:1', 40 hexadecimal digits",
    "'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:', after the colon belongs a count",
    "'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1x', after the colon belongs a count",
    "'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:-1', after the colon belongs a count",
    "'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD81', 40 hexadecimal digits",
    "'8846F7EAEE8FB117AD06BDD830B7586C:3', NTLM",
    "'password', words need --plain"
  })
  void a_bad_line_is_named_and_refused_or_left_out(String line, String reason) throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), DIGESTS + line + "\n" + DIGESTS);
    Path filter = folder.resolve("list.filter");

    Ran refused = Ran.clef("passwords", "build", "--from", list, "--to", filter);

    assertThat(refused.exitCode()).isEqualTo(Main.FAILED);
    assertThat(refused.err()).contains("list.txt, line 4: ", reason, "--skip-bad");
    assertThat(filter).doesNotExist();

    Ran skipped = Ran.clef("passwords", "build", "--from", list, "--to", filter, "--skip-bad");

    assertThat(skipped.exitCode()).isEqualTo(Main.OK);
    assertThat(skipped.out()).contains("3 passwords", "1 lines, the first of them line 4");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(list, filter);
    }
  }

  @Test
  void words_that_nobody_can_type_and_endless_ones_are_bad_lines() throws IOException {
    Path list = folder.resolve("words");
    Files.write(list, "fine\nM\u00fcll\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(build(list, "a").err()).contains("line 2: it is not UTF-8");
    Files.writeString(list, "x".repeat(4097));
    assertThat(build(list, "b").err()).contains("line 1: it is longer than 4096 bytes");
    Files.writeString(list, "x".repeat(4096));
    assertThat(build(list, "c").exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void nothing_is_overwritten_unless_asked_for() throws IOException {
    Path filter = words("letmein\n");
    byte[] before = Files.readAllBytes(filter);
    Path other = Files.writeString(folder.resolve("other"), "opensesame\n");

    Ran refused = Ran.clef("passwords", "build", "--plain", "--from", other, "--to", filter);

    assertThat(refused.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(refused.err()).contains("is there already");
    assertThat(filter).hasBinaryContent(before);
    try (PasswordFilter mapped = PasswordFilter.open(filter)) {
      assertThat(
              Ran.clef(
                      "passwords", "build", "--plain", "--from", other, "--to", filter, "--replace")
                  .exitCode())
          .isEqualTo(Main.OK);
      assertThat(mapped.contains("letmein".getBytes(StandardCharsets.UTF_8)))
          .as("whoever has it open keeps the old one")
          .isTrue();
    }
    assertThat(check(filter, "letmein").exitCode()).isEqualTo(Main.OK);
    assertThat(check(filter, "opensesame").exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void files_that_are_no_filter_or_damaged_are_refused_by_name() throws IOException {
    Path filter = words("letmein\n");
    byte[] bytes = Files.readAllBytes(filter);
    bytes[bytes.length - 50] ^= 1;
    Files.write(filter, bytes);
    for (String command : new String[] {"info", "check"}) {
      Ran ran = Ran.clef("passwords", command, filter);
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).contains("cannot be used: it is damaged: its checksum does not fit");
    }
    Files.writeString(filter, DIGESTS.repeat(9));
    assertThat(Ran.clef("passwords", "info", filter).err())
        .contains("it is not a password filter of Clef");
    assertThat(Ran.clef("passwords", "info", folder.resolve("none")).exitCode())
        .isEqualTo(Main.ENVIRONMENT);
  }

  @Test
  void options_that_make_no_sense_and_empty_lists_make_no_file() throws IOException {
    Path list = Files.writeString(folder.resolve("empty"), "");
    Path filter = folder.resolve("filter");
    assertThat(build(list, "filter").err()).contains("has no password");
    assertThat(
            Ran.clef("passwords", "build", "--from", list, "--to", filter, "--min-count", "0")
                .exitCode())
        .isEqualTo(Main.USAGE);
    assertThat(
            Ran.clef(
                    "passwords",
                    "build",
                    "--plain",
                    "--from",
                    list,
                    "--to",
                    filter,
                    "--min-count",
                    "2")
                .exitCode())
        .isEqualTo(Main.USAGE);
    assertThat(filter).doesNotExist();
  }

  private Path words(String content) throws IOException {
    Path list = Files.writeString(folder.resolve("words"), content);
    assertThat(build(list, "words.filter").exitCode()).isEqualTo(Main.OK);
    return folder.resolve("words.filter");
  }

  private Ran build(Path list, String name) {
    return Ran.clef("passwords", "build", "--plain", "--from", list, "--to", folder.resolve(name));
  }

  private static Ran check(Path filter, String typed) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    try {
      return Ran.clef("passwords", "check", filter);
    } finally {
      System.setIn(before);
    }
  }
}

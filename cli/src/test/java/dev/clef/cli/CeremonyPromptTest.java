package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who types shares. */
class CeremonyPromptTest {

  private static final byte[] SECRET = "PIN 84611937".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder = Path.of("");
  private final Deque<String> typed = new ArrayDeque<>();
  private final List<char[]> lines = new ArrayList<>();
  private final List<String> prompts = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private Path made = Path.of("");

  CeremonyPromptTest() {}

  @BeforeEach
  void two_of_three() throws Exception {
    made = folder.resolve("made");
    new CeremonySplit(3, 2, "Clef", List.of(), LocalDate.EPOCH, new SecureRandom())
        .into(made, SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  private String share(char index) throws Exception {
    return new String(CeremonyPageReader.share(CeremonySplit.page(made, index)).text());
  }

  private byte[] joined() throws Exception {
    try (CeremonyShares shares = new CeremonyShares(CeremonyFile.read(made))) {
      new CeremonyPrompt(
              prompt -> {
                prompts.add(prompt);
                String line = typed.poll();
                if (line == null) {
                  return null;
                }
                lines.add(line.toCharArray());
                return lines.getLast();
              },
              new PrintWriter(said))
          .fill(shares);
      return shares.open();
    }
  }

  @Test
  void shares_are_asked_for_until_there_are_enough() throws Exception {
    typed.addAll(List.of(share('d'), share('a'), "never asked for"));
    assertThat(joined()).isEqualTo(SECRET);
    assertThat(prompts).hasSize(2);
    assertThat(prompts.getFirst()).startsWith("Share 1 of 2");
    assertThat(prompts.getLast()).startsWith("Share 2 of 2");
    assertThat(said.toString()).contains("Taken so far: D, A");
  }

  @Test
  void a_share_may_come_row_by_row_as_it_is_printed() throws Exception {
    for (char index : new char[] {'a', 'c'}) {
      Files.readAllLines(CeremonySplit.page(made, index)).stream()
          .dropWhile(line -> !line.startsWith("    clef  1"))
          .limit(5)
          .forEach(typed::add);
    }
    assertThat(joined()).isEqualTo(SECRET);
    assertThat(prompts.get(1)).startsWith("  20 of 76 characters");
  }

  @Test
  void what_is_wrong_is_told_at_once_and_asked_for_again() throws Exception {
    String share = share('a');
    typed.add("");
    typed.add(share.substring(0, 75) + (share.charAt(75) == 'q' ? 'p' : 'q'));
    typed.add(share.substring(0, 40));
    typed.add("");
    typed.add(share.toUpperCase(Locale.ROOT));
    typed.add(share);
    typed.add(share('c').replaceAll("(....)", "$1-"));
    assertThat(joined()).isEqualTo(SECRET);
    assertThat(said.toString().lines())
        .containsExactly(
            "  Not taken: it has a typing error, in row 4, group 4, character 4.",
            "  Not taken: it has 40 characters and not 76, blanks not counted.",
            "  It is whole and belongs here. Taken so far: A",
            "  Not taken: this share was given already.",
            "  It is whole and belongs here. Taken so far: A, C");
  }

  @Test
  void a_share_of_another_ceremony_is_told_at_once() throws Exception {
    Codex32 other = Codex32.random("clef", 2, "qqqq", 'c', 32, new SecureRandom());
    typed.add(new String(other.text()));
    typed.addAll(List.of(share('a'), share('c')));
    assertThat(joined()).isEqualTo(SECRET);
    assertThat(said.toString()).contains("Not taken: it belongs to the ceremony qqqq");
  }

  @Test
  void the_end_of_the_input_ends_it() throws Exception {
    typed.add(share('a'));
    assertThatThrownBy(this::joined)
        .isInstanceOf(CliException.class)
        .hasMessage("nothing was joined: shares are missing");
  }

  @Test
  void what_was_typed_is_wiped_and_not_said() throws Exception {
    String share = share('a');
    typed.addAll(List.of(share, share.substring(0, 75) + "o", share('c')));
    assertThat(joined()).isEqualTo(SECRET);
    assertThat(lines).hasSize(3);
    for (char[] line : lines) {
      assertThat(new String(line)).matches("\0*");
    }
    assertThat(said + String.join("\n", prompts)).doesNotContain(share.substring(11, 19));
  }
}

package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void every_command_explains_itself() {
    for (List<String> command :
        List.of(
            List.<String>of(),
            List.of("verify"),
            List.of("log"),
            List.of("keys"),
            List.of("keys", "epoch"),
            List.of("keys", "ceremony"),
            List.of("keys", "ceremony", "split"),
            List.of("keys", "ceremony", "join"),
            List.of("keys", "ceremony", "check"),
            List.of("catalogue"),
            List.of("catalogue", "unread"),
            List.of("log", "export"),
            List.of("import"),
            List.of("import", "keycloak"),
            List.of("passwords"),
            List.of("passwords", "build"),
            List.of("passwords", "check"),
            List.of("passwords", "info"))) {
      List<String> words = new java.util.ArrayList<>(command);
      words.add("--help");
      Ran ran = Ran.clef(words.toArray());
      assertThat(ran.exitCode()).isEqualTo(Main.OK);
      assertThat(ran.out()).startsWith("Usage: ");
      assertThat(ran.err()).isEmpty();
    }
    assertThat(Ran.clef("--help").out()).contains("verify", "log", "import", "Exit codes");
  }

  @Test
  void a_wrong_command_line_is_code_2() {
    assertThat(Ran.clef().exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("log").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("nonsense").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("verify").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("verify", ".", "--nonsense").exitCode()).isEqualTo(Main.USAGE);
  }

  @Test
  void a_missing_file_is_code_3_and_one_line() {
    Ran ran = Ran.clef("verify", "no/such/file");
    assertThat(ran).isEqualTo(new Ran(Main.ENVIRONMENT, "", "clef: no such file: no/such/file\n"));
  }
}

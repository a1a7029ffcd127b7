package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The keys of a running server, from its command line. */
class KeysIT {

  @Test
  void an_epoch_is_changed_and_the_one_before_destroyed() throws Exception {
    RunningServer server = RunningServer.shared();
    Ran before = keys(server, "keys");
    assertThat(before.exitCode()).as(before.err()).isZero();
    assertThat(before.out())
        .contains("Custody: software")
        .containsPattern("Epoch \\d+ +current")
        .contains("every 7 days");
    Ran change = keys(server, "keys", "epoch", "--destroy-retired");
    assertThat(change.exitCode()).as(change.err()).isZero();
    assertThat(change.out()).containsPattern("Epoch 2 +current").containsPattern("1 +destroyed");
    assertThat(keys(server, "keys").out()).isEqualTo(change.out());
  }

  @Test
  void a_new_root_key_opens_everything_after_a_restart() throws Exception {
    RunningServer server = RunningServer.shared();
    Ran rotated = keys(server, "keys", "rotate", "root", "--destroy-retired");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.out())
        .containsPattern("Root key 2 +current")
        .containsPattern("Root key 1 +destroyed")
        .containsPattern("Keys of audit +\\d+ in \\d+ versions");
    assertThat(server.data.resolve("custody/root.key")).doesNotExist();
    server.kill();
    server.restart();
    assertThat(keys(server, "keys").out()).isEqualTo(rotated.out());
    assertThat(Ran.clef("verify", server.url() + "/log", "--data", server.data).exitCode())
        .isZero();
    Ran data = keys(server, "keys", "rotate", "data");
    assertThat(data.exitCode()).as(data.err()).isZero();
    assertThat(data.out()).containsPattern("rotation 1 finished \\S+, \\d+ of \\d+ renewed\n");
    assertThat(keys(server, "keys", "rotate", "door").exitCode()).isEqualTo(Main.USAGE);
  }

  private static Ran keys(RunningServer server, String... command) {
    Object[] words = new Object[command.length + 4];
    System.arraycopy(command, 0, words, 0, command.length);
    words[command.length] = "--server";
    words[command.length + 1] = "https://localhost:" + server.port;
    words[command.length + 2] = "--data";
    words[command.length + 3] = server.data;
    return Ran.clef(words);
  }
}

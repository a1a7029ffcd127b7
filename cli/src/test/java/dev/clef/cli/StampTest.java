package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TimeStamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Time-stamps of openssl over a log in a folder, altered one by one. */
class StampTest {

  @TempDir private static Path shared = Path.of("");
  @TempDir private Path folder = Path.of("");
  private TestLog log;
  private Path stamps = Path.of("");
  private static OpensslStamps openssl = new OpensslStamps(Path.of(""));

  StampTest() {}

  @BeforeAll
  static void an_authority() throws IOException {
    openssl = OpensslStamps.in(shared.resolve("one"));
  }

  @BeforeEach
  void a_log_that_was_stamped_three_times() throws IOException {
    log = new TestLog(folder.resolve("log"), 100);
    stamps = log.folder.resolve("timestamps");
    stamp(openssl);
    log.grow(200);
    stamp(openssl);
    log.grow(256);
    stamp(openssl);
    log.grow(44);
  }

  private void stamp(OpensslStamps authority) throws IOException {
    Checkpoint head = log.head();
    log.write("timestamps/" + head.size() + ".txt", head.text());
    Mirror.write(
        stamps.resolve(head.size() + ".tsr"),
        authority.stamp(head.text().getBytes(StandardCharsets.UTF_8)));
  }

  private Ran verify(Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "verify";
    words[1] = log.folder;
    words[2] = "--key";
    words[3] = TestLog.SIGNER.key();
    System.arraycopy(more, 0, words, 4, more.length);
    return Ran.clef(words);
  }

  /** Why it fails, as a program reads it. */
  private String kind(Object... more) {
    Object[] words = new Object[more.length + 1];
    words[0] = "--json";
    System.arraycopy(more, 0, words, 1, more.length);
    Ran ran = verify(words);
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.FAILED);
    JsonNode said = Json.parse(ran.out());
    assertThat(said.get("path").asString()).startsWith("timestamps");
    return said.get("kind").asString();
  }

  @Test
  void time_stamps_are_checked_against_a_certificate_one_trusts() {
    Ran ran = verify("--tsa-ca", openssl.root());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .contains("timestamps             3", "timestamps trusted     3")
        .contains("newest timestamp size  556", "CN=Stamper");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void without_one_it_is_said_that_nobody_vouches_for_the_authority() {
    Ran ran = verify();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("timestamps             3", "timestamps trusted     0");
    assertThat(ran.err()).contains("not checked against a certificate you trust");
  }

  @Test
  void a_stamp_from_when_the_log_had_another_name_holds() throws IOException {
    Checkpoint head = log.head();
    String text = new Checkpoint("clef.example/before", head.size(), head.root()).text();
    log.write("timestamps/" + head.size() + ".txt", text);
    Mirror.write(
        stamps.resolve(head.size() + ".tsr"), openssl.stamp(text.getBytes(StandardCharsets.UTF_8)));
    log.grow(10);
    Ran ran = verify("--tsa-ca", openssl.root());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .contains("timestamps             4")
        .contains("timestamps of earlier names 1");
  }

  @Test
  void a_served_log_with_another_name_shows_what_was_stamped_and_no_other_text_passes()
      throws IOException {
    Checkpoint head = log.head();
    Checkpoint before = new Checkpoint("clef.example/before", head.size(), head.root());
    log.write("timestamps/" + head.size() + ".txt", before.text());
    Mirror.write(
        stamps.resolve(head.size() + ".tsr"),
        openssl.stamp(before.text().getBytes(StandardCharsets.UTF_8)));
    log.write(
        "timestamps.json",
        """
        {"timestamps":[{"size":%d,"root":"%s","authority":"%s"}]}
        """
            .formatted(head.size(), head.root().base64(), "0".repeat(64)));
    log.grow(10);
    try (LogServer server = LogServer.plain(log.folder)) {
      Path copy = folder.resolve("copy");
      Object key = TestLog.SIGNER.key();
      Ran export = Ran.clef("log", "export", copy, "--server", server.url(), "--key", key);
      assertThat(export.exitCode()).as(export.err()).isEqualTo(Main.OK);
      for (Object place : List.of(server.url() + "/log", copy)) {
        Ran ran = served(place);
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
        assertThat(ran.out()).contains("timestamps of earlier names 1", "timestamps trusted     1");
      }
      assertThat(server.asked).contains("timestamps/" + head.size() + "/checkpoint");
      log.write(
          "timestamps/" + head.size() + ".txt",
          new Checkpoint("clef.example/other", head.size(), head.root()).text());
      Ran ran = served(server.url() + "/log");
      assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
      assertThat(ran.err()).contains("timestamps/" + head.size());
    }
  }

  private static Ran served(Object place) {
    return Ran.clef("verify", place, "--key", TestLog.SIGNER.key(), "--tsa-ca", openssl.root());
  }

  @Test
  void stamps_over_what_is_pruned_are_checked_as_far_as_they_can_be() throws IOException {
    log.write("minimum-index", "512\n");
    for (Tile tile : Tile.all(512).filter(tile -> tile.isPrunedBy(512)).toList()) {
      Files.deleteIfExists(log.folder.resolve(tile.path()));
    }
    Ran ran = verify("--tsa-ca", openssl.root());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("timestamps of pruned trees 2", "timestamps trusted     3");
    Files.write(stamps.resolve("100.tsr"), Files.readAllBytes(stamps.resolve("300.tsr")));
    assertThat(kind("--tsa-ca", openssl.root())).isEqualTo("TIMESTAMP_WRONG_IMPRINT");
  }

  @Test
  void an_authority_that_is_not_trusted_is_named() throws IOException {
    OpensslStamps other = OpensslStamps.in(folder.resolve("other"));
    Ran ran = verify("--tsa-ca", other.root());
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("no chain leads from CN=Stamper", "timestamps/100");
  }

  @Test
  void trial_tokens_count_nothing_and_come_only_before_those_that_are_trusted() throws IOException {
    OpensslStamps trial = OpensslStamps.in(folder.resolve("trial"));
    Path settings = trial.folder().resolve("tsa.cnf");
    String policy = "default_policy = ";
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace(policy + "1.3.6.1.4.1.32473.1", policy + TimeStamp.TRIAL_POLICY));
    stamp(trial);
    assertThat(verify().exitCode()).as("without an anchor").isEqualTo(Main.OK);
    assertThat(kind("--tsa-ca", openssl.root())).isEqualTo("TIMESTAMP_NOT_ANCHORED");
    for (long size : List.of(100L, 300L, 556L)) {
      Files.delete(stamps.resolve(size + ".tsr"));
    }
    log.grow(10);
    stamp(openssl);
    Ran ran = verify("--tsa-ca", openssl.root());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("newest timestamp size  610", "timestamps trusted     1");
  }

  @Test
  void a_log_without_time_stamps_has_none_that_is_trusted() throws IOException {
    for (long size : List.of(100L, 300L, 556L)) {
      Files.delete(stamps.resolve(size + ".tsr"));
    }
    assertThat(verify().out()).startsWith("The log is whole.").doesNotContain("timestamp");
    assertThat(kind("--tsa-ca", openssl.root())).isEqualTo("TIMESTAMP_NOT_ANCHORED");
  }

  @Test
  void a_token_moved_to_another_size_is_over_other_bytes() throws IOException {
    Files.copy(
        stamps.resolve("100.tsr"), stamps.resolve("300.tsr"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(kind()).isEqualTo("TIMESTAMP_WRONG_IMPRINT");
  }

  @Test
  void a_token_moved_with_its_text_is_of_another_size() throws IOException {
    for (String kind : List.of(".tsr", ".txt")) {
      Files.copy(
          stamps.resolve("100" + kind),
          stamps.resolve("300" + kind),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(kind()).isEqualTo("TIMESTAMP_NOT_OF_THIS_LOG");
  }

  @Test
  void a_text_that_was_altered_is_not_what_was_stamped() throws IOException {
    String text = Files.readString(stamps.resolve("300.txt"));
    Files.writeString(stamps.resolve("300.txt"), text + "more\n");
    assertThat(kind()).isEqualTo("TIMESTAMP_WRONG_IMPRINT");
    Files.delete(stamps.resolve("300.txt"));
    assertThat(kind()).isEqualTo("TIMESTAMP_MALFORMED");
  }

  @Test
  void a_stamp_over_another_history_is_not_of_this_log() throws IOException {
    Checkpoint other = new Checkpoint(TestLog.ORIGIN, 300, log.head().root());
    log.write("timestamps/300.txt", other.text());
    Mirror.write(
        stamps.resolve("300.tsr"), openssl.stamp(other.text().getBytes(StandardCharsets.UTF_8)));
    Ran ran = verify("--tsa-ca", openssl.root());
    assertThat(ran.err()).contains("the first 300 entries of this log are not those it is over");
    Checkpoint stranger = new Checkpoint("other.example/log", 300, log.head().root());
    log.write("timestamps/300.txt", stranger.text());
    assertThat(kind()).isEqualTo("TIMESTAMP_NOT_OF_THIS_LOG");
  }

  @Test
  void a_log_that_lost_what_was_stamped_is_found_out() throws IOException {
    TestLog shorter = new TestLog(folder.resolve("shorter"), 500);
    for (String name : List.of("100", "300", "556")) {
      for (String kind : List.of(".tsr", ".txt")) {
        Path to = shorter.folder.resolve("timestamps").resolve(name + kind);
        Files.createDirectories(to.getParent());
        Files.copy(stamps.resolve(name + kind), to);
      }
    }
    Ran ran = Ran.clef("verify", shorter.folder, "--key", TestLog.SIGNER.key());
    assertThat(ran.err()).contains("over 556 entries, of which this log has 500");
  }

  @Test
  void times_that_go_backwards_are_found_out() throws IOException {
    // Stamped last, though it is over the smallest log.
    Checkpoint old = Checkpoint.parse(Files.readString(stamps.resolve("100.txt")));
    openssl.waitForAnotherMillisecond();
    Mirror.write(
        stamps.resolve("100.tsr"), openssl.stamp(old.text().getBytes(StandardCharsets.UTF_8)));
    assertThat(kind()).isEqualTo("TIMESTAMP_OUT_OF_ORDER");
  }

  @Test
  void flipped_bytes_of_a_token_are_refused() throws IOException {
    byte[] good = Files.readAllBytes(stamps.resolve("556.tsr"));
    int accepted = 0;
    for (int at = 0; at < good.length; at += 7) {
      byte[] bad = good.clone();
      bad[at] ^= 0x41;
      Files.write(stamps.resolve("556.tsr"), bad);
      Ran ran = verify("--json", "--tsa-ca", openssl.root());
      if (ran.exitCode() == Main.OK) {
        accepted++;
      } else {
        assertThat(Json.parse(ran.out()).get("kind").asString()).startsWith("TIMESTAMP_");
      }
    }
    System.out.printf(
        "Of %d bytes of a token flipped, %d changed nothing that counts%n",
        good.length / 7 + 1, accepted);
    assertThat(accepted).isLessThan(6);
  }

  @Test
  void a_file_that_holds_no_certificate_is_said_to() throws IOException {
    Path file = Files.writeString(folder.resolve("letter"), "Dear Sir");
    Ran ran = verify("--tsa-ca", file);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("letter: ");
    assertThat(verify("--tsa-ca", folder.resolve("absent")).exitCode()).isEqualTo(Main.ENVIRONMENT);
  }
}

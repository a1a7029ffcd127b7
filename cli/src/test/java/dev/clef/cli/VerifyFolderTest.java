package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class VerifyFolderTest {

  private static final int ENTRY_BYTES = 75;

  @TempDir private Path folder = Path.of("");
  private TestLog log;

  VerifyFolderTest() {}

  @BeforeEach
  void a_log_of_600_entries() throws IOException {
    log = new TestLog(folder.resolve("log"), 600);
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

  @Test
  void a_whole_log_is_reported_with_its_size_and_root() {
    Ran ran = verify();
    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .startsWith("The log is whole.")
        .contains("600", log.head().root().base64(), TestLog.ORIGIN, "entries per second");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void a_key_from_the_log_itself_is_used_with_a_warning() {
    Ran ran = Ran.clef("verify", log.folder);
    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.err()).startsWith("warning: the key came with the evidence");
  }

  @Test
  void without_any_key_the_command_line_is_wrong() throws IOException {
    Files.delete(log.folder.resolve(LogKey.FILE));
    Ran ran = Ran.clef("verify", log.folder);
    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.err()).contains("--key");
  }

  @Test
  void the_key_may_be_in_a_file() throws IOException {
    Path file = Files.writeString(folder.resolve("trusted"), TestLog.OTHER.key() + "\n");
    Ran ran = Ran.clef("verify", log.folder, "--key", file);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).startsWith("FAILED: the checkpoint is not signed").hasLineCount(1);
  }

  @Test
  void an_altered_entry_is_named() throws IOException {
    log.flip("tile/entries/001", 44 * ENTRY_BYTES + 20);
    Ran ran = verify();
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("FAILED: entry 300 ").contains("tile/entries/001");
  }

  @Test
  void json_is_one_object_either_way() throws IOException {
    JsonNode good = Json.parse(verify("--json").out());
    assertThat(good.get("result").asString()).isEqualTo("verified");
    assertThat(good.get("size").asInt()).isEqualTo(600);
    log.flip("tile/1/000.p/2", 0);
    Ran ran = verify("--json");
    JsonNode bad = Json.parse(ran.out());
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(bad.get("kind").asString()).isEqualTo("TILE_ALTERED");
    assertThat(bad.get("path").asString()).isEqualTo("tile/1/000.p/2");
  }

  @Test
  void some_entries_are_checked_without_the_others() throws IOException {
    log.flip("tile/entries/001", 44 * 75 + 30);
    Ran ran = verify("--entries", "20-200");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .startsWith("The entries 0 to 255 are whole and in the signed log; others were not");
    assertThat(verify("--entries", "520-").out()).contains("The entries 512 to 599 ");
    assertThat(verify("--entries", "300").err()).startsWith("FAILED: entry 300 ");
    assertThat(verify("--entries", "600-").err()).contains("none is number 600");
    JsonNode good = Json.parse(verify("--entries", "5-9", "--json").out());
    assertThat(good.get("first_checked").asLong()).isEqualTo(0);
    assertThat(good.get("last_checked").asLong()).isEqualTo(255);
    for (String wrong : new String[] {"9-5", "-", "-5", "1-2-3", "x", "99999999999999999999"}) {
      assertThat(verify("--entries=" + wrong).exitCode()).as(wrong).isEqualTo(Main.USAGE);
    }
  }

  @Test
  void a_log_that_lost_entries_since_is_named() throws IOException {
    Path kept = Files.copy(log.folder.resolve("checkpoint"), folder.resolve("kept"));
    log.grow(5);
    assertThat(verify("--since", kept).out()).contains("extends size           600");
    Path newer = Files.copy(log.folder.resolve("checkpoint"), folder.resolve("newer"));
    Files.copy(
        kept, log.folder.resolve("checkpoint"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Ran ran = verify("--since", newer);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("has 600 entries but had 605 before");
  }

  @Test
  void a_remembered_checkpoint_that_nobody_signed_is_refused() throws IOException {
    Path kept = folder.resolve("kept");
    Files.writeString(kept, log.head().sign(TestLog.OTHER).toString());
    assertThat(verify("--since", kept).exitCode()).isEqualTo(Main.FAILED);
    assertThat(verify("--since", folder.resolve("absent")).exitCode()).isEqualTo(Main.ENVIRONMENT);
  }

  @Test
  void a_single_proof_is_checked() throws IOException {
    Path proof = folder.resolve("a.tlog-proof");
    Path leaf = folder.resolve("leaf");
    Files.writeString(proof, log.proof(123).toString());
    Files.write(leaf, TestLog.leaf(123).encode());
    Object key = TestLog.SIGNER.key();
    Ran good = Ran.clef("verify", proof, "--key", key, "--leaf", leaf);
    assertThat(good.exitCode()).isEqualTo(Main.OK);
    assertThat(good.out()).startsWith("The entry is in the signed log.").contains("123");
    Files.write(leaf, TestLog.leaf(124).encode());
    Ran bad = Ran.clef("verify", proof, "--key", key, "--leaf", leaf);
    assertThat(bad.exitCode()).isEqualTo(Main.FAILED);
    assertThat(Ran.clef("verify", proof, "--key", key).err()).contains("--leaf");
    Files.writeString(proof, log.proof(123).toString().replace("index", "indices"));
    assertThat(Ran.clef("verify", proof, "--key", key).exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void a_file_of_another_kind_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("letter"), "Dear Sir");
    assertThat(Ran.clef("verify", file).exitCode()).isEqualTo(Main.FAILED);
    Files.write(file, new byte[] {(byte) 0xff, 0});
    assertThat(Ran.clef("verify", file).err()).isEqualTo("clef: not a text file in UTF-8\n");
  }
}

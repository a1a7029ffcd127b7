package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.clef.TestData;
import dev.clef.keys.WrappingKeyId.Regional;
import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyCustodianTest {

  private static final Root ROOT = Root.FIRST;
  private static final Regional EU_1 = new Regional("eu", 1);
  private static final byte[] CONTEXT = Context.of("test").bytes();
  private static final byte[] INSIDE = TestKeys.counting(0x80, DataKey.SIZE);

  @TempDir private Path temp;

  private Path folder() {
    return temp.resolve("custody");
  }

  private FileKeyCustodian open() {
    return new FileKeyCustodian(folder(), new Randomness());
  }

  @Test
  void only_the_owner_may_enter_the_folder_and_read_the_keys() throws IOException {
    open().create(EU_1);
    assertThat(permissions(folder())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder())) {
      List<Path> all = files.sorted().toList();
      assertThat(all)
          .extracting(f -> f.getFileName().toString())
          .containsExactly("regional-eu-1.key", "root.key");
      assertThat(all).allMatch(file -> permissions(file).equals("rw-------"));
    }
  }

  @Test
  void a_folder_that_others_may_enter_is_refused() throws IOException {
    open();
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-x---"));
    assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("chmod 700");
  }

  @Test
  void a_key_file_that_others_may_read_is_refused() throws IOException {
    open();
    Path file = folder().resolve("root.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileKeyCustodian reopened = open();
    assertThatIllegalStateException()
        .isThrownBy(() -> reopened.wrap(ROOT, CONTEXT, INSIDE))
        .withMessageContaining("chmod 600");
  }

  @Test
  void keys_survive_a_restart() {
    FileKeyCustodian before = open();
    before.create(EU_1);
    byte[] byRoot = before.wrap(ROOT, CONTEXT, INSIDE);
    byte[] byRegion = before.wrap(EU_1, CONTEXT, INSIDE);
    FileKeyCustodian after = open();
    assertThat(after.regionalKeys()).containsExactly(EU_1);
    assertThat(after.unwrap(ROOT, CONTEXT, byRoot)).isEqualTo(INSIDE);
    assertThat(after.unwrap(EU_1, CONTEXT, byRegion)).isEqualTo(INSIDE);
  }

  @Test
  void creating_a_key_again_changes_nothing() {
    FileKeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    custodian.create(EU_1);
    open().create(EU_1);
    assertThat(open().unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
  }

  @Test
  void a_destroyed_key_opens_nothing_and_a_new_one_of_its_name_neither() throws IOException {
    FileKeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    Path other = Files.createLink(temp.resolve("same-file"), folder().resolve("regional-eu-1.key"));
    custodian.destroy(EU_1);
    assertThat(custodian.regionalKeys()).isEmpty();
    assertThat(Files.readAllBytes(other)).as("the bytes are overwritten").containsOnly(0);
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> custodian.unwrap(EU_1, CONTEXT, wrapped));
    custodian.destroy(EU_1);
    custodian.create(EU_1);
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> custodian.unwrap(EU_1, CONTEXT, wrapped));
  }

  @Test
  void a_new_root_key_takes_the_regional_keys_over() {
    FileKeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] byRegion = custodian.wrap(EU_1, CONTEXT, INSIDE);
    byte[] byRoot = custodian.wrap(ROOT, CONTEXT, INSIDE);
    Root second = new Root(2);
    custodian.create(second);
    assertThat(open().unwrap(EU_1, CONTEXT, byRegion)).as("not moved yet").isEqualTo(INSIDE);
    custodian.moveUnder(second);
    custodian.moveUnder(second);
    assertThat(open().unwrap(ROOT, CONTEXT, byRoot)).isEqualTo(INSIDE);
    custodian.destroy(ROOT);
    FileKeyCustodian after = open();
    assertThat(after.unwrap(EU_1, CONTEXT, byRegion)).isEqualTo(INSIDE);
    assertThat(after.holds(ROOT)).as("no new key takes the old one's name").isFalse();
    after.create(new Regional("eu", 2));
    assertThat(open().wrap(new Regional("eu", 2), CONTEXT, INSIDE)).hasSize(WrappedKey.SIZE);
    assertThat(Root.parse("root-2")).contains(second);
    for (String other : List.of("root-1", "root-02", "root-", "roots", "regional-eu-1")) {
      assertThat(Root.parse(other)).as(other).isEmpty();
    }
  }

  @Test
  void a_damaged_key_file_is_named() throws IOException {
    open().create(EU_1);
    Path file = folder().resolve("regional-eu-1.key");
    String good = Files.readString(file);
    char last = good.charAt(good.length() - 2);
    List<String> damaged =
        List.of(
            good.substring(0, good.length() - 2) + (last == '0' ? '1' : '0') + "\n",
            good.replace("regional-eu-1", "regional-eu-2"),
            good.replace("clef-key-v1", "clef-key-v2"),
            good.strip(),
            good.substring(0, 40) + "\n",
            good.substring(0, 39) + "\n",
            good.replaceFirst("[0-9a-f]\\n", "g\n"),
            "é\n",
            "");
    for (String content : damaged) {
      Files.writeString(file, content);
      assertThatExceptionOfType(KeyUnavailable.class)
          .as(content)
          .isThrownBy(() -> open().wrap(EU_1, CONTEXT, INSIDE))
          .withMessageContaining("regional-eu-1.key");
    }
    Files.writeString(file, good);
    assertThat(open().wrap(EU_1, CONTEXT, INSIDE)).hasSize(WrappedKey.SIZE);
  }

  @Test
  void a_root_key_of_a_wrong_length_is_refused() throws IOException {
    open();
    Files.writeString(folder().resolve("root.key"), "clef-key-v1 root 00ff\n");
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> open().wrap(ROOT, CONTEXT, INSIDE))
        .withMessageContaining("root.key is damaged");
  }

  @Test
  void a_lost_root_key_is_not_replaced_by_a_new_one() throws IOException {
    open().create(EU_1);
    Files.delete(folder().resolve("root.key"));
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(this::open)
        .withMessageContaining("root.key is missing");
    assertThat(folder().resolve("root.key")).doesNotExist();
  }

  @Test
  void a_key_that_is_not_there_is_named() {
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> open().wrap(new Regional("eu", 9), CONTEXT, INSIDE))
        .withMessageContaining("regional-eu-9");
  }

  @Test
  void a_draft_left_by_a_crash_is_replaced() throws IOException {
    open();
    Files.writeString(folder().resolve("regional-eu-1.key.new"), "half");
    FileKeyCustodian custodian = open();
    assertThat(custodian.regionalKeys()).isEmpty();
    custodian.create(EU_1);
    assertThat(folder().resolve("regional-eu-1.key.new")).doesNotExist();
    assertThat(custodian.regionalKeys()).containsExactly(EU_1);
  }

  @Test
  void key_files_written_long_ago_are_read() throws IOException {
    FileKeyCustodian custodian = golden(folder());
    Map<String, String> golden = TestData.golden("custody-wrapped.txt");
    assertThat(custodian.regionalKeys()).containsExactly(EU_1);
    for (WrappingKeyId id : List.of(ROOT, EU_1)) {
      byte[] wrapped = TestData.hex(golden.getOrDefault(id.label(), ""));
      assertThat(custodian.unwrap(id, CONTEXT, wrapped)).as(id.label()).isEqualTo(INSIDE);
    }
  }

  @Test
  void key_files_are_written_in_the_form_of_the_golden_ones() throws IOException {
    open().create(EU_1);
    for (String name : List.of("root.key", "regional-eu-1.key")) {
      String ours = Files.readString(folder().resolve(name));
      String golden = TestData.goldenText("custody/" + name);
      String start = golden.substring(0, golden.lastIndexOf(' ') + 1);
      assertThat(ours).startsWith(start).hasSameSizeAs(golden).endsWith("\n");
    }
  }

  /** A custodian over the golden key files. */
  static FileKeyCustodian golden(Path folder) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    for (String name : List.of("root.key", "regional-eu-1.key")) {
      Path file = Files.writeString(folder.resolve(name), TestData.goldenText("custody/" + name));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return new FileKeyCustodian(folder, new Randomness());
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeremonyTest {

  private static final String SECRET = "PIN 84611937\nSO-PIN 55-10-77-ZEBRA\n";
  private static final List<String> FIVE = List.of("a", "c", "d", "e", "f");

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private Path made = Path.of("");
  private int joined;

  CeremonyTest() {}

  @BeforeEach
  void credentials_of_a_token() throws IOException {
    file = Files.writeString(folder.resolve("credentials.txt"), SECRET);
    chmod(file, "rw-------");
    made = folder.resolve("made");
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Ran split(Path into, int shares, int threshold, Object... more) {
    List<Object> words = new ArrayList<>(List.of("keys", "ceremony", "split", file, "--out", into));
    words.addAll(List.of("--shares", shares, "--threshold", threshold));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  private void threeOfFive() {
    Ran ran = split(made, 5, 3);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
  }

  private Path page(String index) {
    return made.resolve("share-" + index + ".txt");
  }

  private Path out() {
    return folder.resolve("out-" + joined);
  }

  /** Joins into a new {@link #out()}. */
  private Ran join(Path sealed, List<Path> pages) {
    joined++;
    List<Object> words = new ArrayList<>(List.of("keys", "ceremony", "join", sealed));
    words.addAll(List.of("--out", out()));
    for (Path page : pages) {
      words.addAll(List.of("--share-file", page));
    }
    return Ran.clef(words.toArray());
  }

  private Ran join(String... indexes) {
    return join(made, Stream.of(indexes).map(this::page).toList());
  }

  private static Ran check(Object... words) {
    List<Object> all = new ArrayList<>(List.of("keys", "ceremony", "check"));
    all.addAll(List.of(words));
    return Ran.clef(all.toArray());
  }

  private void assertRefused(Ran ran, String reason) {
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).startsWith("clef: ").contains(reason).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
    assertThat(out()).doesNotExist();
  }

  /** The share on a page as 76 characters. */
  private static String shareOn(Path page) throws IOException {
    return new String(CeremonyPageReader.share(page).text());
  }

  /** What three pages of a folder join to. */
  private static byte[] keyOf(Path folder) throws IOException {
    List<Codex32> shares = new ArrayList<>();
    for (char index : new char[] {'a', 'c', 'd'}) {
      shares.add(CeremonyPageReader.share(CeremonySplit.page(folder, index)));
    }
    return Codex32.interpolate(shares, Codex32.SECRET).payload();
  }

  private static void edit(Path path, String before, String after) throws IOException {
    String text = Files.readString(path);
    assertThat(text).contains(before);
    Files.writeString(path, text.replaceFirst(Pattern.quote(before), after));
  }

  @Test
  void every_choice_of_three_of_five_opens_the_credentials() throws IOException {
    threeOfFive();
    List<List<String>> choices = Codex32Test.choices(FIVE, 3);
    assertThat(choices).hasSize(10);
    for (List<String> choice : choices) {
      Ran ran = join(choice.toArray(new String[0]));
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(out()).hasContent(SECRET);
      assertThat(mode(out())).isEqualTo("rw-------");
    }
    assertThat(join("f", "a", "d").exitCode()).isEqualTo(Main.OK);
    assertThat(out()).hasContent(SECRET);
  }

  @Test
  void the_smallest_and_the_largest_ceremony_work() throws IOException {
    for (int[] kind : new int[][] {{2, 2}, {31, 9}, {9, 9}, {31, 2}}) {
      made = folder.resolve(kind[0] + "-" + kind[1]);
      assertThat(split(made, kind[0], kind[1]).exitCode()).isEqualTo(Main.OK);
      String last = CeremonyShare.INDEXES.substring(kind[0] - kind[1], kind[0]);
      assertThat(join(last.split("")).exitCode()).isEqualTo(Main.OK);
      assertThat(out()).hasContent(SECRET);
    }
  }

  @Test
  void credentials_are_any_bytes_up_to_64_kilobytes() throws IOException {
    byte[] bytes = new byte[64 << 10];
    new SecureRandom().nextBytes(bytes);
    Files.write(file, bytes);
    threeOfFive();
    assertThat(join("a", "c", "d").exitCode()).isEqualTo(Main.OK);
    assertThat(out()).hasBinaryContent(bytes);
    Files.write(file, new byte[(64 << 10) + 1]);
    assertThat(split(folder.resolve("b"), 5, 3).err()).contains("larger than 65536 bytes");
    Files.write(file, new byte[0]);
    assertThat(split(folder.resolve("b"), 5, 3).err()).contains("is empty");
  }

  @Test
  void what_is_made_is_its_owners_alone() throws IOException {
    threeOfFive();
    assertThat(mode(made)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(made)) {
      List<Path> all = files.sorted().toList();
      assertThat(all).hasSize(6);
      for (Path each : all) {
        assertThat(mode(each)).isEqualTo("rw-------");
      }
    }
    assertThat(file).hasContent(SECRET);
  }

  @Test
  void two_of_three_shares_are_refused() {
    threeOfFive();
    assertRefused(join("a", "e"), "shares are missing (1), and there is no terminal");
    assertRefused(join(), "shares are missing (3)");
  }

  @Test
  void a_share_given_twice_is_refused() {
    threeOfFive();
    assertRefused(join("a", "e", "a"), "share-a.txt: this share was given already");
  }

  @Test
  void a_share_of_another_ceremony_is_refused() {
    threeOfFive();
    Path other = folder.resolve("other");
    assertThat(split(other, 5, 3).exitCode()).isEqualTo(Main.OK);
    Ran ran = join(made, List.of(page("a"), other.resolve("share-c.txt"), page("d")));
    assertRefused(ran, "share-c.txt: it belongs to the ceremony");
  }

  @Test
  void a_whole_share_that_was_never_dealt_is_refused_by_itself() throws IOException {
    threeOfFive();
    String identifier = shareOn(page("a")).substring(6, 10);
    Codex32 forged = Codex32.random("clef", 3, identifier, 'c', 32, new SecureRandom());
    Path page = Files.writeString(folder.resolve("forged"), new String(forged.text()));
    assertRefused(join(made, List.of(page("a"), page)), "credentials.clef does not know it");
    assertRefused(check(page, "--of", made), "credentials.clef does not know it");
  }

  @Test
  void a_typing_error_is_refused_with_its_place() throws IOException {
    threeOfFive();
    String share = shareOn(page("a"));
    String wrong = share.substring(0, 41) + (share.charAt(41) == 'q' ? 'p' : 'q');
    Path page = Files.writeString(folder.resolve("typed"), wrong + share.substring(42));
    assertRefused(
        join(made, List.of(page)), "typed: it has a typing error, in row 3, group 1, character 2");
    Files.writeString(page, share.substring(0, 75));
    assertRefused(join(made, List.of(page)), "it has 75 characters and not 76");
    Files.writeString(page, share.substring(0, 75) + "o");
    assertRefused(join(made, List.of(page)), "a character that none has, in row 4, group 4");
    Files.writeString(page, "nothing");
    assertRefused(join(made, List.of(page)), "there is no share in it");
    Files.writeString(page, share + "\n\n" + shareOn(page("c")));
    assertRefused(join(made, List.of(page)), "more than one share");
  }

  @Test
  void case_blanks_and_hyphens_do_not_count() throws IOException {
    threeOfFive();
    String share = shareOn(page("a"));
    Path page = folder.resolve("typed");
    Files.writeString(
        page, "\r\n " + share.toUpperCase(Locale.ROOT).replaceAll("(.{4})", "$1 - ") + "\r\n");
    assertThat(join(made, List.of(page, page("c"), page("d"))).exitCode()).isEqualTo(Main.OK);
    assertThat(out()).hasContent(SECRET);
    Files.writeString(
        page, "C" + share.substring(1, 70) + share.substring(70).toUpperCase(Locale.ROOT));
    assertThat(join(made, List.of(page, page("c"), page("d"))).exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void a_share_beyond_the_threshold_is_not_asked_for() {
    threeOfFive();
    assertThat(
            join(made, List.of(page("a"), page("c"), page("d"), folder.resolve("none"))).exitCode())
        .isEqualTo(Main.OK);
  }

  @Test
  void a_key_typed_in_place_of_a_share_is_refused() throws IOException {
    threeOfFive();
    Codex32 key = Codex32.secret("clef", 3, "qqqq", new byte[32]);
    Path page = Files.writeString(folder.resolve("key"), new String(key.text()));
    assertRefused(join(made, List.of(page)), "no share but a key");
  }

  @Test
  void every_changed_byte_of_the_sealed_file_is_seen() throws IOException {
    threeOfFive();
    Path sealed = made.resolve("credentials.clef");
    byte[] honest = Files.readAllBytes(sealed);
    for (int at = 0; at < honest.length; at += at < 40 ? 1 : 5) {
      byte[] bytes = honest.clone();
      bytes[at] ^= 1;
      Files.write(sealed, bytes);
      Ran ran = join("a", "c", "d");
      assertThat(ran.exitCode()).as("byte %d", at).isEqualTo(Main.FAILED);
      assertThat(ran.err()).startsWith("clef: ").hasLineCount(1);
      assertThat(out()).doesNotExist();
    }
    for (int length : new int[] {1, 30, honest.length / 2, honest.length - 1}) {
      Files.write(sealed, Arrays.copyOf(honest, length));
      assertRefused(join("a", "c", "d"), "credentials.clef: ");
    }
    Files.write(sealed, honest);
    assertThat(join("a", "c", "d").exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void the_header_is_authenticated() throws IOException {
    threeOfFive();
    Path sealed = made.resolve("credentials.clef");
    String honest = Files.readString(sealed);
    List<String> hashes = honest.lines().filter(line -> line.startsWith("share f")).toList();
    String fewer = honest.replace(hashes.getFirst() + "\n", "").replace("shares 5", "shares 4");
    Files.writeString(sealed, fewer);
    assertRefused(join("a", "c", "d"), "it was changed, or it is of another ceremony");
    Files.writeString(sealed, honest.replace("clef ceremony 1", "clef ceremony 2"));
    assertRefused(join("a", "c", "d"), "a version this clef does not know");
    Files.writeString(sealed, honest.replace("\ndata ", "\ndata A"));
    assertRefused(join("a", "c", "d"), "credentials.clef: ");
    assertRefused(join(file, List.of(page("a"))), "it is no credentials.clef");
  }

  @Test
  void two_ceremonies_of_the_same_file_have_nothing_in_common() throws IOException {
    threeOfFive();
    Path other = folder.resolve("other");
    assertThat(split(other, 5, 3).exitCode()).isEqualTo(Main.OK);
    CeremonyFile one = CeremonyFile.read(made);
    CeremonyFile two = CeremonyFile.read(other);
    assertThat(one.header().identifier()).isNotEqualTo(two.header().identifier());
    assertThat(one.header().iv()).isNotEqualTo(two.header().iv());
    assertThat(one.sealed()).isNotEqualTo(two.sealed());
    assertThat(keyOf(made)).isNotEqualTo(keyOf(other));
    for (String index : FIVE) {
      String share = shareOn(page(index)).substring(11);
      for (String before : FIVE) {
        assertThat(share)
            .isNotEqualTo(shareOn(other.resolve("share-" + before + ".txt")).substring(11));
        assertThat(before.equals(index) || !shareOn(page(before)).endsWith(share)).isTrue();
      }
    }
  }

  @Test
  void a_file_others_may_read_is_refused() throws IOException {
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      chmod(file, mode);
      Ran ran = split(made, 5, 3);
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).contains("chmod 600 " + file).hasLineCount(1);
      assertThat(made).doesNotExist();
    }
  }

  @Test
  void nothing_is_overwritten() throws IOException {
    threeOfFive();
    List<byte[]> before = new ArrayList<>();
    for (String index : FIVE) {
      before.add(Files.readAllBytes(page(index)));
    }
    Ran again = split(made, 5, 3);
    assertThat(again.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(again.err()).contains("is there already");
    for (int i = 0; i < FIVE.size(); i++) {
      assertThat(page(FIVE.get(i))).hasBinaryContent(before.get(i));
    }
    Path there = Files.writeString(folder.resolve("there"), "mine");
    Ran ran = Ran.clef("keys", "ceremony", "join", made, "--out", there, "--share-file", page("a"));
    assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(there).hasContent("mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertThat(split(link, 5, 3).err()).contains("is there already");
  }

  @Test
  void a_wrong_command_line_makes_nothing() {
    for (int[] wrong : new int[][] {{5, 1}, {5, 10}, {2, 3}, {32, 3}, {0, 0}, {-1, 2}}) {
      assertThat(split(made, wrong[0], wrong[1]).exitCode()).isEqualTo(Main.USAGE);
    }
    assertThat(split(made, 3, 2, "--name", "Ada").exitCode()).isEqualTo(Main.USAGE);
    assertThat(split(made, 3, 2, "--deployment", "a\nclef 1").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("keys", "ceremony").exitCode()).isEqualTo(Main.USAGE);
    assertThat(check().exitCode()).isEqualTo(Main.USAGE);
    assertThat(made).doesNotExist();
  }

  @Test
  void the_secret_and_the_shares_stand_nowhere_but_in_their_files() throws IOException {
    Ran split = split(made, 5, 3);
    StringBuilder said = new StringBuilder(split.out() + split.err());
    Path typed = folder.resolve("typed");
    List<Ran> rans = new ArrayList<>();
    rans.add(join("a", "c", "d"));
    rans.add(join("a", "a"));
    rans.add(check(page("a"), page("c"), "--of", made));
    Files.writeString(typed, shareOn(page("a")).substring(0, 70));
    rans.add(check(typed));
    rans.forEach(ran -> said.append(ran.out()).append(ran.err()));
    for (String index : FIVE) {
      String share = shareOn(page(index));
      // What is secret of it begins after prefix, threshold, identifier and index.
      for (int at = 11; at + 4 <= share.length(); at += 4) {
        String part = share.substring(at, Math.min(at + 8, share.length()));
        assertThat(said.toString()).doesNotContain(part);
        for (String other : FIVE) {
          if (!other.equals(index)) {
            assertThat(Files.readString(page(other)).replaceAll("\\s", "")).doesNotContain(part);
          }
        }
        assertThat(Files.readString(made.resolve("credentials.clef"))).doesNotContain(part);
      }
    }
    for (String word : List.of("84611937", "ZEBRA")) {
      assertThat(said.toString()).doesNotContain(word);
      try (Stream<Path> files = Files.list(made)) {
        for (Path each : files.toList()) {
          assertThat(Files.readString(each)).doesNotContain(word);
        }
      }
    }
  }

  @Test
  void a_page_says_what_it_is_and_fits_a_sheet() throws IOException {
    String[] names = {"Ada Ähnlich", "Bo", "Cleo", "Dan", "Eve"};
    List<Object> words = new ArrayList<>(List.of("--deployment", "music.example, token 1"));
    for (String name : names) {
      words.addAll(List.of("--name", name));
    }
    Ran ran = split(made, 5, 3, words.toArray());
    assertThat(ran.out()).contains("share-a.txt  Ada Ähnlich", "share-f.txt  Eve");
    String page = Files.readString(page("a"));
    Files.createDirectories(Path.of("target/golden"));
    Files.writeString(Path.of("target/golden/share-a.txt"), page);
    assertThat(page)
        .contains("SHARE A", "Ada Ähnlich", "music.example, token 1", "5 were made; any 3")
        .contains("(UTC)", "Fewer than 3 say nothing");
    assertThat(page.lines()).hasSizeLessThanOrEqualTo(58).allMatch(line -> line.length() <= 72);
    assertThat(Files.readString(page("f"))).contains("Eve").doesNotContain("Ada");
    String fingerprint =
        HexFormat.of()
            .formatHex(
                Sha256.digest().digest(Files.readAllBytes(made.resolve("credentials.clef"))));
    assertThat(page.replaceAll("\\s", "")).contains(fingerprint);
    assertThat(ran.out()).contains(fingerprint);
  }

  @Test
  void pages_are_checked_without_being_joined() throws IOException {
    threeOfFive();
    Ran two = check(page("a"), page("f"));
    assertThat(two.exitCode()).isEqualTo(Main.OK);
    assertThat(two.out()).contains("share F", "Any 3 are needed; here are 2.");
    Ran three = check(page("a"), page("c"), page("f"), "--of", made.resolve("credentials.clef"));
    assertThat(three.out()).contains("All belong to the file.", "these are enough");
    assertThat(check(page("a"), page("a")).err()).contains("the same share");
    Path other = folder.resolve("other");
    assertThat(split(other, 5, 3).exitCode()).isEqualTo(Main.OK);
    assertThat(check(page("a"), other.resolve("share-c.txt")).err()).contains("another ceremony");
    assertThat(check(page("a"), "--of", other).exitCode()).isEqualTo(Main.FAILED);
    String page = Files.readString(page("a"));
    int digits = page.indexOf("credentials.clef\n\n") + 22;
    char digit = page.charAt(digits);
    edit(page("a"), page.substring(digits, digits + 8), (digit == '0' ? "1" : "0") + "0000000");
    assertThat(check(page("a"), "--of", made).err()).contains("the SHA-256 on it is not that");
    assertThat(check(page("a"), page("c")).err()).contains("another ceremony");
  }

  @Test
  void a_ceremony_that_cannot_be_joined_is_noticed() throws IOException {
    threeOfFive();
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    CeremonyProof.check(made, secret, new SecureRandom());
    assertThatThrownBy(() -> CeremonyProof.check(made, new byte[1], new SecureRandom()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("something else comes out");
    Files.copy(page("a"), page("e"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> CeremonyProof.check(made, secret, new SecureRandom()))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void the_file_of_today_is_opened_for_ever() throws IOException {
    Path golden = Path.of("src/test/resources/golden/ceremony-v1");
    Ran ran =
        join(
            golden.resolve("credentials.clef"),
            List.of(
                golden.resolve("share-c.txt"),
                golden.resolve("share-a.txt"),
                golden.resolve("share-d.txt")));
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(out()).hasContent("PIN of nothing: 1234\n");
    CeremonyFile read = CeremonyFile.read(golden);
    assertThat(golden.resolve("credentials.clef")).hasBinaryContent(read.encode());
  }
}

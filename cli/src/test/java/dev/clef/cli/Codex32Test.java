package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Codex32Test {

  private static final HexFormat HEX = HexFormat.of();
  private static final String SHARES_2 = "ac";
  private static final String SHARES_3 = "acdef";

  private static List<String> lines(String file) {
    try (var in = Codex32Test.class.getResourceAsStream("/vectors/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> valid() {
    return lines("bip93-valid.txt");
  }

  static List<String> invalid() {
    return lines("bip93-invalid.txt");
  }

  private static Codex32 vector(String beginning) {
    return valid().stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(beginning))
        .map(text -> Codex32.parse("ms", text))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Codex32 string) {
    return new String(string.text());
  }

  @Test
  void no_vector_is_forgotten() {
    assertThat(valid()).hasSize(1 + 4 + 9 + 16 + 1);
    assertThat(invalid()).hasSize(64);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void a_valid_vector_is_read_and_written_the_same(String line) {
    String[] words = line.split(" ", 2);
    Codex32 read = Codex32.parse("ms", words[0]);
    assertThat(text(read)).isEqualTo(words[0].toLowerCase(Locale.ROOT));
    if (words.length > 1) {
      assertThat(read.index()).isEqualTo(Codex32.SECRET);
      assertThat(read.payload()).isEqualTo(HEX.parseHex(words[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void an_invalid_vector_is_refused_without_a_word_of_it(String text) {
    assertThatThrownBy(() -> Codex32.parse("ms", text))
        .isInstanceOf(MalformedException.class)
        .message()
        .doesNotContain("faux", "xxxx");
  }

  @Test
  void the_header_says_what_a_string_is() {
    Codex32 share = vector("ms12namea");
    assertThat(share.threshold()).isEqualTo(2);
    assertThat(share.identifier()).isEqualTo("name");
    assertThat(share.index()).isEqualTo('a');
    assertThat(vector("ms10tests").threshold()).isZero();
    assertThat(share).hasToString("codex32 (not shown)");
  }

  @Test
  void two_shares_give_the_secret_and_every_other_share() {
    List<Codex32> shares = shares("ms12name", SHARES_2);
    assertThat(text(Codex32.interpolate(shares, 'd'))).isEqualTo(text(vector("ms12named")));
    assertThat(text(Codex32.interpolate(shares, 's'))).isEqualTo(text(vector("ms12names")));
  }

  @Test
  void any_three_of_five_shares_give_the_secret() {
    String secret = text(vector("ms13cashs"));
    List<Codex32> all = shares("ms13cash", SHARES_3);
    int tried = 0;
    for (List<Codex32> three : choices(all, 3)) {
      assertThat(text(Codex32.interpolate(three, 's'))).isEqualTo(secret);
      tried++;
    }
    assertThat(tried).isEqualTo(10);
    List<Codex32> made = List.of(vector("ms13cashs"), all.get(0), all.get(1));
    assertThat(text(Codex32.interpolate(made, 'd'))).isEqualTo(text(all.get(2)));
    assertThat(text(Codex32.interpolate(made, 'e'))).isEqualTo(text(all.get(3)));
    assertThat(text(Codex32.interpolate(made, 'f'))).isEqualTo(text(all.get(4)));
  }

  @Test
  void a_secret_is_encoded_as_the_vectors_encode_it() {
    byte[] half = HEX.parseHex("ffeeddccbbaa99887766554433221100");
    byte[] whole = HEX.parseHex("ffeeddccbbaa99887766554433221100".repeat(2));
    assertThat(text(Codex32.secret("ms", 3, "cash", half))).isEqualTo(text(vector("ms13cashs")));
    assertThat(text(Codex32.secret("ms", 0, "leet", whole))).isEqualTo(text(vector("ms10leets")));
  }

  @Test
  void shares_that_do_not_belong_together_are_not_joined() {
    Codex32 a = vector("ms13casha");
    Codex32 c = vector("ms13cashc");
    Codex32 d = vector("ms13cashd");
    for (List<Codex32> wrong :
        List.of(
            List.of(a, c),
            List.of(a, c, d, vector("ms13cashe")),
            List.of(a, c, c),
            List.of(a, c, vector("ms12named")))) {
      assertThatThrownBy(() -> Codex32.interpolate(wrong, 's'))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void another_prefix_has_another_checksum() {
    Codex32 share = Codex32.random("clef", 3, "k7qe", 'a', 32, new SecureRandom());
    String text = text(share);
    assertThat(text).hasSize(76).startsWith("clef13k7qea");
    assertThat(text(Codex32.parse("clef", text))).isEqualTo(text);
    assertThat(share.payload()).hasSize(32);
    assertThatThrownBy(() -> Codex32.parse("ms", "ms" + text.substring(4)))
        .isInstanceOf(MalformedException.class);
  }

  /** 2080 letters by chance lack one of 32 with a probability below 10⁻²⁷. */
  @Test
  void a_random_share_uses_every_letter() {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      Codex32 share = Codex32.random("clef", 2, "qqqq", 'a', 32, new SecureRandom());
      seen.append(text(share), 11, 63);
    }
    assertThat(seen.chars().distinct().count()).isEqualTo(32);
  }

  @Test
  void one_and_two_mistyped_characters_are_located() {
    Random chance = new Random(93);
    String whole = text(Codex32.random("clef", 3, "k7qe", 'a', 32, new SecureRandom()));
    for (int i = 0; i < 20; i++) {
      int first = 5 + chance.nextInt(71);
      int second = 5 + chance.nextInt(71);
      char[] typed = whole.toCharArray();
      typed[first] = other(typed[first]);
      String place = Codex32Typos.place(first);
      assertThatThrownBy(() -> Codex32.parse("clef", new String(typed)))
          .hasMessage("it has a typing error, " + place);
      if (first != second) {
        typed[second] = other(typed[second]);
        assertThatThrownBy(() -> Codex32.parse("clef", new String(typed)))
            .hasMessage(
                "it has a typing error, "
                    + Codex32Typos.place(Math.min(first, second))
                    + ", and another one "
                    + Codex32Typos.place(Math.max(first, second)));
      }
    }
  }

  @Test
  void more_errors_are_seen_and_not_guessed_at() {
    String whole = text(Codex32.random("clef", 3, "k7qe", 'a', 32, new SecureRandom()));
    for (int errors = 3; errors <= 6; errors++) {
      char[] typed = whole.toCharArray();
      for (int at = 0; at < errors; at++) {
        typed[20 + 7 * at] = other(typed[20 + 7 * at]);
      }
      assertThatThrownBy(() -> Codex32.parse("clef", new String(typed)))
          .hasMessage("it has typing errors: the checksum is wrong");
    }
  }

  @Test
  void places_are_those_of_the_page() {
    assertThat(Codex32Typos.place(0)).isEqualTo("in row 1, group 1, character 1");
    assertThat(Codex32Typos.place(75)).isEqualTo("in row 4, group 4, character 4");
  }

  /** Against a multiplication done the long way, as polynomials. */
  @Test
  void the_field_is_the_one_of_the_specification() {
    for (int a = 0; a < 32; a++) {
      for (int b = 0; b < 32; b++) {
        int product = 0;
        for (int bit = 0; bit < 5; bit++) {
          product ^= (b & 1 << bit) == 0 ? 0 : a << bit;
        }
        for (int bit = 9; bit >= 5; bit--) {
          product ^= (product & 1 << bit) == 0 ? 0 : 0b101001 << (bit - 5);
        }
        assertThat(Gf32.times(a, b)).isEqualTo(product);
      }
      assertThat(Gf32.times(a, Gf32.inverse(a))).isEqualTo(a == 0 ? 0 : 1);
      assertThat(Bech32.value(Bech32.letter(a))).isEqualTo(a);
    }
    assertThat(Stream.of('b', 'i', 'o', '1', 'Q', ' ', 'é').map(Bech32::value)).containsOnly(-1);
  }

  private static List<Codex32> shares(String beginning, String indexes) {
    return indexes.chars().mapToObj(index -> vector(beginning + (char) index)).toList();
  }

  /** Every choice of so many, each in the order of the list. */
  static <T> List<List<T>> choices(List<T> from, int count) {
    if (count == 0) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i + count <= from.size(); i++) {
      for (List<T> rest : choices(from.subList(i + 1, from.size()), count - 1)) {
        List<T> choice = new ArrayList<>(List.of(from.get(i)));
        choice.addAll(rest);
        all.add(choice);
      }
    }
    return all;
  }

  private static char other(char letter) {
    return letter == 'q' ? 'p' : 'q';
  }
}

package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.blocklist.PasswordFilterBuilder;
import dev.clef.blocklist.PasswordHash64;
import dev.clef.identity.credentials.Blocklist.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocklistTest {

  private static final OwnWords KIM =
      OwnWords.of(
          List.of("kim.sander", "walker1990", "k.s@harbour.example", "Kimberley", "Sander"));

  private final Blocklist rules =
      Blocklist.of(new BlocklistSettings(null, List.of("Radio Nord", "lyra")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD1",
        "P@ssw0rd!",
        "pa55word2024",
        "pass-word",
        "Mot de passe",
        "contraseña1",
        "パスワード123",
        "iloveyou",
        "letmein1!",
        "1etmein!",
        "12345678",
        "0987654321",
        "abcdefgh",
        "qwertyuiop",
        "1qaz2wsx",
        "qwerty123",
        "asdf1234",
        "aaaaaaaa",
        "abababab",
        "123412341234",
        "        ",
        "\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11\uD83D\uDD11",
        "28.02.1990",
        "02/28/1990",
        "1990-02-28",
        "clefclef",
        "clef music 7",
        "radio nord",
        "RadioNord!",
        "lyralyra99",
        "kim.sander",
        "KimSander7",
        "Walker199099",
        "walker1990!",
        "sanderkimberley",
        "harbour123",
        "!!Kimberley!!"
      })
  void what_everybody_would_try_is_guessable(String typed) {
    assertThat(rules.check(typed, KIM)).contains(Verdict.GUESSABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "a long pass phrase",
        "kimberley goes sailing",
        "password manager made this",
        "radio nord plays lullabies",
        "48159731",
        "99.99.1990",
        "tr0ub4dor&3",
        "xkqzjwvb",
        "k.s harbo",
        "password739185264",
        "\u6843\u592A\u90CE\u306F\u5DDD\u3078\u6D17\u6FEF"
      })
  void what_merely_has_such_words_in_it_is_not(String typed) {
    assertThat(rules.check(typed, KIM)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"liverpool", "Liverpool", "trustno1", "arsenal1", "whatever", "starwars"})
  void what_is_taken_most_is_guessable_without_a_file(String typed) {
    assertThat(rules.check(typed, KIM)).contains(Verdict.GUESSABLE);
    assertThat(rules.check(typed + " nevermore", KIM)).as("part of another one").isEmpty();
  }

  @Test
  void there_are_more_common_ones_than_ever_is_asked_for() {
    assertThat(new CommonPasswords(PasswordSettings.SHORTEST).size()).isEqualTo(11_611);
    assertThat(new CommonPasswords(15).size()).as("few are so long").isBetween(10, 100);
  }

  @Test
  void a_name_behind_a_question_is_found_whatever_is_around_it() {
    OwnWords own = OwnWords.behind("blue heron"::equals);
    assertThat(rules.check("Blue Heron", own)).contains(Verdict.GUESSABLE);
    assertThat(rules.check("blue heron 42!", own)).contains(Verdict.GUESSABLE);
    assertThat(rules.check("8lue heron", own)).isEmpty();
    assertThat(rules.check("blue herons fly", own)).isEmpty();
  }

  @Test
  void long_texts_take_no_time() {
    assertThat(rules.check("qwertyuiop".repeat(25) + "x", KIM)).isEmpty();
    assertThat(rules.check("ab".repeat(128), KIM)).contains(Verdict.GUESSABLE);
  }

  @Test
  void the_filter_is_asked_for_what_was_typed_and_for_its_normal_form(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("filter");
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      for (String stolen : List.of("caf\u00e9 at noon", "spaced\u00a0out")) {
        builder.add(PasswordHash64.of(stolen.getBytes(StandardCharsets.UTF_8)));
      }
      builder.write("two", 1, Instant.EPOCH, done -> {});
    }
    try (Blocklist blocklist = Blocklist.of(new BlocklistSettings(file, List.of()))) {
      assertThat(blocklist.check("caf\u00e9 at noon", KIM)).contains(Verdict.BREACHED);
      assertThat(blocklist.isBreached("cafe\u0301 at noon")).as("decomposed").isTrue();
      assertThat(blocklist.isBreached("spaced\u00a0out")).as("as typed").isTrue();
      assertThat(blocklist.isBreached("caf\u00e9 at Noon")).isFalse();
      assertThat(blocklist.isBreached("\ud800")).isFalse();
      assertThat(blocklist.isBreached("x".repeat(10_000))).isFalse();
      assertThat(blocklist.filter())
          .hasValueSatisfying(info -> assertThat(info.count()).isEqualTo(2));
    }
  }

  @Test
  void a_file_that_is_cut_under_the_server_keeps_nobody_out(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("filter");
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      builder.add(PasswordHash64.of("hunter2".getBytes(StandardCharsets.UTF_8)));
      builder.write("one", 1, Instant.EPOCH, done -> {});
    }
    try (Blocklist blocklist = Blocklist.of(new BlocklistSettings(file, List.of()))) {
      assertThat(blocklist.isKnownBreached("hunter2")).isTrue();
      Files.write(file, new byte[0]);
      assertThatExceptionOfType(InternalError.class)
          .isThrownBy(() -> blocklist.isBreached("hunter2"));
      assertThat(blocklist.isKnownBreached("hunter2")).isFalse();
    }
  }

  @Test
  void what_is_known_of_a_person_is_not_printed() {
    assertThat(KIM.toString()).doesNotContainIgnoringCase("kim");
  }
}

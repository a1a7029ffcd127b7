package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.PasswordPolicy.Accepted;
import dev.clef.identity.credentials.PasswordPolicy.NotText;
import dev.clef.identity.credentials.PasswordPolicy.TooLong;
import dev.clef.identity.credentials.PasswordPolicy.TooShort;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordPolicyTest {

  private final PasswordPolicy policy = new PasswordPolicy(8);

  @Test
  void length_is_counted_in_code_points_after_normalisation() {
    assertThat(policy.check("1234567")).isEqualTo(new TooShort(8));
    assertThat(policy.check("12345678")).isEqualTo(new Accepted());
    assertThat(policy.check("\ud83d\udd11".repeat(7))).isEqualTo(new TooShort(8));
    assertThat(policy.check("\ud83d\udd11".repeat(8))).isEqualTo(new Accepted());
    assertThat(policy.check("e\u0301".repeat(7))).isEqualTo(new TooShort(8));
    assertThat(policy.check("e\u0301".repeat(8))).isEqualTo(new Accepted());
    assertThat(policy.check("e\u0301".repeat(256))).isEqualTo(new Accepted());
    assertThat(policy.check("\ud83d\udd11".repeat(256))).isEqualTo(new Accepted());
    assertThat(policy.check("\ud83d\udd11".repeat(257))).isEqualTo(new TooLong(256));
    assertThat(policy.check("a".repeat(1_000_000))).isEqualTo(new TooLong(256));
  }

  @Test
  void any_text_of_any_script_will_do() {
    List<String> passwords =
        List.of(
            "        ",
            " leading and trailing ",
            "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645",
            "\ud83d\udc69\u200d\ud83d\udcbb\ud83c\udff3\ufe0f\u200d\ud83c\udf08 emoji",
            "\ud842\udfb7\u91ce\u5bb6\u3067\u98df\u4e8b\u3092\u3059\u308b",
            "<script>alert(1)</script>",
            "a\u00a0b\u2003c\u3000d e");
    assertThat(passwords).allSatisfy(p -> assertThat(policy.check(p)).isEqualTo(new Accepted()));
  }

  @Test
  void what_is_not_text_is_refused() {
    List<String> passwords =
        List.of(
            "with\u0000null",
            "with\ttabulator",
            "with\nnewline",
            "with\u0085control",
            "with\u0378unassigned",
            "with\uffffnoncharacter",
            "with\ud800surrogate",
            "with\udc00surrogate");
    assertThat(passwords).allSatisfy(p -> assertThat(policy.check(p)).isEqualTo(new NotText()));
  }

  @Test
  void the_minimum_is_a_setting() {
    assertThat(new PasswordPolicy(15).check("12345678901234")).isEqualTo(new TooShort(15));
    assertThat(new PasswordPolicy(15).check("123456789012345")).isEqualTo(new Accepted());
  }
}

package dev.clef.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address is one address, and never a header or a command. */
class MailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nRCPT TO:<b@example.org>",
        "a\r\n@example.org",
        "a@example.org\r",
        "a@example.org\u2028",
        "a\u0000@example.org",
        "a\u0085b@example.org",
        "a@example.org,b@example.org",
        "a@example.org;b@example.org",
        "A <a@example.org>",
        "<a@example.org>",
        "a@b@example.org",
        "a b@example.org",
        "\"a b\"@example.org",
        "a(comment)@example.org",
        "a@[127.0.0.1]",
        "a@example..org",
        "a@-example.org",
        ".a@example.org",
        "a.@example.org",
        "a@",
        "@example.org",
        "a",
        ""
      })
  void what_is_not_one_address_is_refused(String text) {
    assertThat(MailAddress.of(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new MailAddress(text));
  }

  @Test
  void people_have_addresses_of_many_kinds() {
    for (String text :
        new String[] {
          "a@example.org",
          "a.b+c@mail.example.org",
          "o'neil@example.org",
          "jörg@example.org",
          "用户@example.org"
        }) {
      assertThat(MailAddress.of(text)).map(MailAddress::value).contains(text);
    }
    assertThat(MailAddress.of("a@bücher.example"))
        .map(MailAddress::value)
        .contains("a@xn--bcher-kva.example");
    assertThat(MailAddress.of("a@" + "b".repeat(300))).isEmpty();
  }

  @Test
  void an_address_prints_as_nothing() {
    assertThat(new MailAddress("a@example.org").toString()).doesNotContain("example");
    assertThat(new Recipient.Stranger(new MailAddress("a@example.org")).toString())
        .doesNotContain("example");
  }
}

package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.EmailAddress.Invalid;
import dev.clef.identity.credentials.EmailAddress.Reason;
import dev.clef.identity.credentials.EmailAddress.Valid;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTest {

  @ParameterizedTest
  @CsvSource({
    "ann@example.org, ann@example.org, ann@example.org",
    "Ann.Bee+tag@Example.ORG, Ann.Bee+tag@example.org, ann.bee+tag@example.org",
    "o'neil@sub.domain.example, o'neil@sub.domain.example, o'neil@sub.domain.example",
    "J\u00dcRGEN@b\u00fccher.example, J\u00dcRGEN@xn--bcher-kva.example,"
        + " j\u00fcrgen@xn--bcher-kva.example",
    "a@B\u00dcCHER.example, a@xn--bcher-kva.example, a@xn--bcher-kva.example",
    "e\u0301@example.org, \u00e9@example.org, \u00e9@example.org",
    "\u540d\u524d@\u4f8b\u3048.example, \u540d\u524d@xn--r8jz45g.example,"
        + " \u540d\u524d@xn--r8jz45g.example",
    "root@localhost, root@localhost, root@localhost"
  })
  void mail_goes_where_it_was_meant_and_case_does_not_hide_a_person(
      String typed, String address, String lookupKey) {
    assertThat(EmailAddress.of(typed)).isEqualTo(new Valid(address, lookupKey));
  }

  @ParameterizedTest
  @CsvSource({
    "ann, PARTS",
    "@example.org, PARTS",
    "ann@, PARTS",
    "' ann@example.org', LOCAL_PART",
    "'ann@example.org ', DOMAIN",
    "Ann <ann@example.org>, LOCAL_PART",
    "ann@bee@example.org, LOCAL_PART",
    ".ann@example.org, LOCAL_PART",
    "ann.@example.org, LOCAL_PART",
    "an..n@example.org, LOCAL_PART",
    "\"an n\"@example.org, LOCAL_PART",
    "'an\u0000n@example.org', LOCAL_PART",
    "'ann\r\nBcc:x@example.org', LOCAL_PART",
    "'an\u202en@example.org', LOCAL_PART",
    "ann@example..org, DOMAIN",
    "ann@.example.org, DOMAIN",
    "ann@example.org., DOMAIN",
    "ann@-example.org, DOMAIN",
    "ann@exam_ple.org, DOMAIN",
    "ann@[127.0.0.1], DOMAIN",
    "ann@127.0.0.1, DOMAIN",
    "'ann@exam\u0000ple.org', DOMAIN",
    "'ann@exam\nple.org', DOMAIN",
    "ann@stra\u00dfe.example, AMBIGUOUS_DOMAIN",
    "ann@a\u200db.example, AMBIGUOUS_DOMAIN"
  })
  void what_is_no_address_is_refused_by_a_code(String typed, Reason reason) {
    assertThat(EmailAddress.of(typed)).isEqualTo(new Invalid(reason));
  }

  @Test
  void length_is_counted_in_octets() {
    String domain = ("d".repeat(61) + ".").repeat(3) + "example";
    assertThat(EmailAddress.of("l".repeat(60) + "@" + domain)).isInstanceOf(Valid.class);
    assertThat(EmailAddress.of("l".repeat(61) + "@" + domain))
        .isEqualTo(new Invalid(Reason.TOO_LONG));
    assertThat(EmailAddress.of("l".repeat(65) + "@example.org"))
        .isEqualTo(new Invalid(Reason.TOO_LONG));
    assertThat(EmailAddress.of("\u00fc".repeat(33) + "@example.org"))
        .isEqualTo(new Invalid(Reason.TOO_LONG));
  }

  @Test
  void nothing_makes_it_throw_and_an_address_is_stable() {
    Random random = new Random(5321);
    int[] blocks = {0x00, 0x20, 0x40, 0x60, 0xA0, 0x300, 0x590, 0x3000, 0xD800, 0xFF00, 0x1F300};
    for (int round = 0; round < 100_000; round++) {
      StringBuilder typed = new StringBuilder("a");
      for (int i = random.nextInt(12); i >= 0; i--) {
        typed.append(random.nextInt(4) == 0 ? "@" : random.nextInt(3) == 0 ? "." : "");
        typed.appendCodePoint(blocks[random.nextInt(blocks.length)] + random.nextInt(0x40));
      }
      if (EmailAddress.of(typed.toString()) instanceof Valid valid) {
        assertThat(EmailAddress.of(valid.address())).isEqualTo(valid);
      }
    }
  }

  @Test
  void it_prints_without_the_address() {
    assertThat(EmailAddress.of("canary@example.org").toString()).doesNotContain("canary");
  }
}

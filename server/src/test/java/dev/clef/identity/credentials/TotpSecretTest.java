package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.TotpSecret.Algorithm;
import dev.clef.identity.credentials.Unsupported.Reason;
import dev.clef.platform.Randomness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpSecretTest {

  private static final String STORED = "0101061e3132333435363738393031323334353637383930";

  @Test
  void what_was_stored_once_is_read_and_written_for_ever() {
    List<List<String>> rows = Golden.rows("totp-secrets.txt");
    assertThat(rows).hasSize(4);
    for (List<String> row : rows) {
      byte[] storage = HexFormat.of().parseHex(row.getFirst());
      TotpSecret secret = (TotpSecret) TotpSecret.parse(storage);
      assertThat(secret.storage()).isEqualTo(storage);
      assertThat(
              "%s %d %s %s"
                  .formatted(secret.algorithm(), secret.digits(), secret.period(), secret.base32()))
          .isEqualTo(row.getLast());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED",
    "010106, MALFORMED",
    "0201061e31323334353637383930, VERSION",
    "0100061e31323334353637383930, ALGORITHM",
    "0104061e31323334353637383930, ALGORITHM",
    "0101071e31323334353637383930, DIGITS",
    "0101060e31323334353637383930, PERIOD",
    "0101067931323334353637383930, PERIOD",
    "010106ff31323334353637383930, PERIOD",
    "0101061e313233343536373839, SECRET_LENGTH"
  })
  void other_storage_is_refused_by_a_code(String hex, Reason reason) {
    assertThat(TotpSecret.parse(HexFormat.of().parseHex(hex))).isEqualTo(new Unsupported(reason));
  }

  @Test
  void a_fresh_secret_has_160_bits_and_what_every_app_understands() {
    Randomness randomness = new Randomness();
    TotpSecret secret = TotpSecret.generate(randomness);
    assertThat(secret.base32()).hasSize(32);
    assertThat(secret.algorithm()).isEqualTo(Algorithm.SHA1);
    assertThat(secret.digits()).isEqualTo(6);
    assertThat(secret.period()).isEqualTo(Duration.ofSeconds(30));
    assertThat(TotpSecret.generate(randomness)).isNotEqualTo(secret);
  }

  @Test
  void the_uri_is_what_authenticator_apps_read() {
    TotpSecret secret = (TotpSecret) TotpSecret.parse(HexFormat.of().parseHex(STORED));
    assertThat(secret.otpauthUri("Clef: caf\u00e9", "ann+x@example.org"))
        .isEqualTo(
            "otpauth://totp/Clef%20%20caf%C3%A9:ann%2Bx%40example.org"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Clef%20%20caf%C3%A9"
                + "&algorithm=SHA1&digits=6&period=30");
  }

  @Test
  void it_prints_without_the_secret() {
    TotpSecret secret = (TotpSecret) TotpSecret.parse(HexFormat.of().parseHex(STORED));
    assertThat(secret.toString()).contains("<redacted>").doesNotContain("GEZDG");
  }

  /** RFC 4648 §10. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void base32_is_that_of_rfc_4648(String text, String encoded) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Base32.encode(bytes)).isEqualTo(encoded);
    assertThat(Base32.decode(encoded)).hasValue(bytes);
    assertThat(Base32.decode(encoded + "==")).hasValue(bytes);
  }

  @ParameterizedTest
  @CsvSource({"MZ", "M", "mzxq", "MZ=Q", "M1XQ", "MZX"})
  void a_wrong_spelling_is_no_base32(String text) {
    assertThat(Base32.decode(text)).isEmpty();
  }
}

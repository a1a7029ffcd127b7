package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.TotpSecret.Algorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:10Z");

  private final TotpSecret secret = secret(20, Algorithm.SHA1, 6);
  private final long current = Totp.step(secret, NOW);

  /** RFC 6238, Appendix B. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082, 46119246, 90693936",
    "1111111109, 07081804, 68084774, 25091201",
    "1111111111, 14050471, 67062674, 99943326",
    "1234567890, 89005924, 91819424, 93441116",
    "2000000000, 69279037, 90698825, 38618901",
    "20000000000, 65353130, 77737706, 47863826"
  })
  void the_vectors_of_rfc_6238(long second, String sha1, String sha256, String sha512) {
    Instant instant = Instant.ofEpochSecond(second);
    assertThat(codeAt(secret(20, Algorithm.SHA1, 8), instant)).isEqualTo(sha1);
    assertThat(codeAt(secret(32, Algorithm.SHA256, 8), instant)).isEqualTo(sha256);
    assertThat(codeAt(secret(64, Algorithm.SHA512, 8), instant)).isEqualTo(sha512);
  }

  /** RFC 4226, Appendix D. */
  @ParameterizedTest
  @CsvSource({
    "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
    "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
  })
  void the_vectors_of_rfc_4226(long counter, String code) {
    assertThat(Totp.code(secret, counter)).isEqualTo(code);
  }

  @Test
  void a_code_is_good_within_the_drift_and_no_further() {
    for (long offset = -3; offset <= 3; offset++) {
      OptionalLong expected =
          Math.abs(offset) <= 1 ? OptionalLong.of(current + offset) : OptionalLong.empty();
      String code = Totp.code(secret, current + offset);
      assertThat(match(code, Totp.NEVER_USED)).as("offset %d", offset).isEqualTo(expected);
    }
    String early = Totp.code(secret, current - 1);
    assertThat(Totp.matchingStep(secret, early, NOW, 0, Totp.NEVER_USED)).isEmpty();
  }

  @Test
  void a_code_is_good_once_and_so_is_everything_before_it() {
    String code = Totp.code(secret, current);
    assertThat(match(code, current - 1)).hasValue(current);
    assertThat(match(code, current)).isEmpty();
    assertThat(match(Totp.code(secret, current - 1), current)).isEmpty();
    assertThat(match(Totp.code(secret, current + 1), current)).hasValue(current + 1);
  }

  @Test
  void a_person_may_type_it_in_groups_and_in_the_digits_of_their_script() {
    String code = Totp.code(secret, current);
    String grouped = " " + code.substring(0, 3) + "\u00a0" + code.substring(3) + " ";
    assertThat(match(grouped, Totp.NEVER_USED)).hasValue(current);
    StringBuilder arabic = new StringBuilder();
    code.chars().forEach(c -> arabic.append((char) (c - '0' + 0x0660)));
    assertThat(match(arabic.toString(), Totp.NEVER_USED)).hasValue(current);
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "-", "x", "0x", "\ud800"})
  void rubbish_around_a_code_is_refused(String rubbish) {
    assertThat(match(rubbish, Totp.NEVER_USED)).isEmpty();
    if (!rubbish.isBlank()) {
      assertThat(match(Totp.code(secret, current) + rubbish, Totp.NEVER_USED)).isEmpty();
      assertThat(match(rubbish + Totp.code(secret, current), Totp.NEVER_USED)).isEmpty();
    }
    assertThat(match(Totp.code(secret, current).substring(1), Totp.NEVER_USED)).isEmpty();
    assertThat(match("1".repeat(100_000), Totp.NEVER_USED)).isEmpty();
  }

  private OptionalLong match(String typed, long lastUsedStep) {
    return Totp.matchingStep(secret, typed, NOW, Totp.DRIFT_STEPS, lastUsedStep);
  }

  private static String codeAt(TotpSecret secret, Instant instant) {
    return Totp.code(secret, Totp.step(secret, instant));
  }

  private static TotpSecret secret(int length, Algorithm algorithm, int digits) {
    String ascii = "1234567890".repeat(7).substring(0, length);
    SecretBytes bytes = SecretBytes.of(ascii.getBytes(StandardCharsets.US_ASCII));
    return new TotpSecret(bytes, algorithm, digits, Duration.ofSeconds(30));
  }
}

package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.TotpSecret.Algorithm;
import dev.clef.identity.credentials.Unsupported.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeycloakCredentialTest {

  private static final String SECRET =
      "{\"value\":\"AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=\","
          + "\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\",\"additionalParameters\":{}}";
  private static final String ARGON2 =
      "{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":{"
          + "\"hashLength\":[\"32\"],\"memory\":[\"7168\"],\"type\":[\"id\"],"
          + "\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}";
  private static final String PBKDF2 =
      "{\"hashIterations\":27500,\"algorithm\":\"pbkdf2\",\"additionalParameters\":{}}";
  private static final String TOTP =
      "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\"}";
  private static final String OTP_SECRET = "{\"value\":\"bnTvlF2jm2dpabvKvVM0\"}";

  @Test
  void argon2_keeps_its_cost_and_is_never_normalised() {
    PasswordHash hash = (PasswordHash) KeycloakCredential.parse(ARGON2, SECRET);
    assertThat(hash.stored())
        .isEqualTo(
            "clef1:raw:$argon2id$v=19$m=7168,t=5,p=1$AAECAwQFBgcICQoLDA0ODw"
                + "$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8");
  }

  @ParameterizedTest
  @CsvSource({
    "pbkdf2, pbkdf2-sha1",
    "pbkdf2-sha256, pbkdf2-sha256",
    "pbkdf2-sha512, pbkdf2-sha512"
  })
  void the_three_of_pbkdf2_keep_their_function(String keycloak, String phc) {
    String data = PBKDF2.replace("\"pbkdf2\"", "\"" + keycloak + "\"");
    PasswordHash hash = (PasswordHash) KeycloakCredential.parse(data, SECRET);
    assertThat(hash.phc()).startsWith("$" + phc + "$i=27500,l=32$");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"argon2\"', '\"bcrypt\"', ALGORITHM",
    "'\"id\"', '\"x\"', ALGORITHM",
    "'\"1.3\"', '\"1.4\"', VERSION",
    "'\"7168\"', '\"99999999\"', COST",
    "'\"7168\"', '\"99999999999999\"', COST",
    "'\"7168\"', '\"-1\"', MALFORMED",
    "'\"32\"', '\"31\"', HASH_LENGTH",
    "'[\"7168\"]', '[]', MALFORMED",
    "'memory', 'memo', MALFORMED",
    "':5', ':5.5', MALFORMED",
    "':5', ':-1', MALFORMED",
    "':5', ':null', MALFORMED",
    "':5', ':\"5\"', ",
    "'}}', '}', MALFORMED"
  })
  void what_cannot_be_taken_over_is_refused_by_a_code(String part, String other, Reason reason) {
    assertThat(ARGON2).contains(part);
    ParsedHash parsed = KeycloakCredential.parse(ARGON2.replace(part, other), SECRET);
    if (reason == null) {
      assertThat(parsed).isInstanceOf(PasswordHash.class);
    } else {
      assertThat(parsed).isEqualTo(new Unsupported(reason));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"value\":\"canary!\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\"}",
        "{\"value\":17,\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\"}",
        "{\"value\":\"AAECAwQFBgcICQoLDA0ODw==\"}"
      })
  void broken_secret_data_is_malformed_and_not_quoted(String secretData) {
    assertThat(KeycloakCredential.parse(ARGON2, secretData))
        .isEqualTo(new Unsupported(Reason.MALFORMED));
  }

  @Test
  void a_short_salt_is_refused() {
    String secret = SECRET.replace("\"AAECAwQFBgcICQoLDA0ODw==\"", "\"AAEC\"");
    assertThat(KeycloakCredential.parse(ARGON2, secret))
        .isEqualTo(new Unsupported(Reason.SALT_LENGTH));
  }

  @Test
  void an_otp_secret_is_the_text_itself() {
    TotpSecret secret = (TotpSecret) KeycloakCredential.parseOtp(TOTP, OTP_SECRET);
    assertThat(secret.base32()).isEqualTo("MJXFI5TMIYZGU3JSMRYGCYTWJN3FMTJQ");
    assertThat(secret.algorithm()).isEqualTo(Algorithm.SHA1);
    assertThat(secret.period()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void an_otp_secret_may_say_that_it_is_base32() {
    String data = TOTP.replace("{", "{\"secretEncoding\":\"BASE32\",");
    String base32 = "MJXFI5TMIYZGU3JSMRYGCYTWJN3FMTJQ";
    String secret = "{\"value\":\"" + base32 + "\"}";
    assertThat(((TotpSecret) KeycloakCredential.parseOtp(data, secret)).base32()).isEqualTo(base32);
    assertThat(KeycloakCredential.parseOtp(data, OTP_SECRET))
        .isEqualTo(new Unsupported(Reason.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource({
    "HmacSHA1, HmacSHA256, ",
    "HmacSHA1, HmacSHA512, ",
    ":6, :8, ",
    ":30, :60, ",
    "totp, hotp, OTP_KIND",
    "HmacSHA1, HmacMD5, ALGORITHM",
    ":6, :7, DIGITS",
    ":30, :14, PERIOD",
    ":30, :0, PERIOD"
  })
  void otp_settings_are_kept_or_refused(String part, String other, Reason reason) {
    ParsedTotp parsed = KeycloakCredential.parseOtp(TOTP.replace(part, other), OTP_SECRET);
    if (reason == null) {
      assertThat(parsed).isInstanceOf(TotpSecret.class);
    } else {
      assertThat(parsed).isEqualTo(new Unsupported(reason));
    }
  }
}

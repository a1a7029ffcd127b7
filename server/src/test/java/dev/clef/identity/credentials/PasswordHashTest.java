package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.Unsupported.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashTest {

  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";
  private static final String HASH = "gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU";
  private static final String ARGON2 = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + HASH;

  private final Derivation derivation = new Derivation(Argon2.portable(), Scrypt.portable());

  @Test
  void what_was_stored_once_is_read_written_and_verified_for_ever() {
    List<List<String>> rows = Golden.rows("password-hashes.txt");
    assertThat(rows).hasSize(19);
    for (List<String> row : rows) {
      PasswordHash hash = (PasswordHash) PasswordHash.parse(row.getFirst());
      assertThat(hash.stored()).isEqualTo(row.getFirst());
      byte[] password = PasswordText.bytes(row.getLast(), hash.form()).orElseThrow();
      byte[] derived =
          derivation.derive(password, hash.derivation(), hash.salt().bytes(), hash.hash().length());
      assertThat(hash.hash().matches(derived)).as(row.getFirst()).isTrue();
    }
  }

  @Test
  void argon2_without_a_version_is_version_16() {
    String phc = ARGON2.replace("v=19$", "");
    PasswordHash hash = (PasswordHash) PasswordHash.imported(phc);
    assertThat(((Argon2Parameters) hash.derivation()).version()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m=19456  | m=019456     | MALFORMED
          m=19456  | m=1048577    | COST
          m=19456  | m=1048576,t=5 | MALFORMED
          m=19456  | m=99999999999 | COST
          m=19456  | m=7          | COST
          m=19456  | m=-1         | MALFORMED
          t=2      | t=0          | COST
          t=2      | t=65         | COST
          p=1      | p=0          | COST
          p=1      | p=17         | COST
          v=19     | v=18         | VERSION
          argon2id | argon2x      | ALGORITHM
          argon2id | bcrypt       | ALGORITHM
          argon2id | Argon2id     | MALFORMED
          $m=      | $keyid=1,m=  | MALFORMED
          AAECAwQFBgcICQoLDA0ODw | AAECAwQFBg | SALT_LENGTH
          AAECAwQFBgcICQoLDA0ODw | AAECAwQFBgcICQoLDA0ODw== | MALFORMED
          AAECAwQFBgcICQoLDA0ODw | AAECAwQFBgcICQoLDA0ODx | MALFORMED
          AAECAwQFBgcICQoLDA0ODw | A | MALFORMED
          gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU | AAECAwQFBgcICQo | HASH_LENGTH
          """)
  void a_hash_outside_the_bounds_is_refused_by_a_code(String part, String other, Reason reason) {
    assertThat(PasswordHash.imported(ARGON2)).isInstanceOf(PasswordHash.class);
    assertThat(ARGON2).contains(part);
    assertThat(PasswordHash.imported(ARGON2.replace(part, other)))
        .isEqualTo(new Unsupported(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "i=20000000:l=32, ",
    "i=20000001:l=32, COST",
    "i=0:l=32, COST",
    "i=1000:l=33, HASH_LENGTH",
    "i=01:l=32, MALFORMED",
    "l=32:i=1000, MALFORMED"
  })
  void pbkdf2_has_the_same_care(String parameters, Reason reason) {
    String phc = "$pbkdf2-sha256$" + parameters.replace(':', ',') + "$" + SALT + "$" + HASH;
    if (reason == null) {
      assertThat(PasswordHash.imported(phc)).isInstanceOf(PasswordHash.class);
    } else {
      assertThat(PasswordHash.imported(phc)).isEqualTo(new Unsupported(reason));
    }
  }

  @Test
  void blocks_of_output_count_as_iterations() {
    String sha1 = "$pbkdf2-sha1$i=10000001,l=32$" + SALT + "$" + HASH;
    assertThat(PasswordHash.imported(sha1)).isEqualTo(new Unsupported(Reason.COST));
  }

  @Test
  void memory_times_passes_is_bounded_too() {
    String slow = ARGON2.replace("m=19456,t=2", "m=1048576,t=5");
    assertThat(PasswordHash.imported(slow)).isEqualTo(new Unsupported(Reason.COST));
  }

  @Test
  void an_unknown_form_is_not_guessed() {
    for (String stored : List.of("", ARGON2, "clef2:opaque:" + ARGON2, "clef1:other:" + ARGON2)) {
      assertThat(PasswordHash.parse(stored)).isEqualTo(new Unsupported(Reason.VERSION));
    }
  }

  @Test
  void it_prints_without_salt_and_hash() {
    String printed = PasswordHash.imported(ARGON2).toString();
    assertThat(printed).contains("19456").doesNotContain(SALT).doesNotContain(HASH);
  }

  @Test
  void a_refusal_says_nothing_of_the_value() {
    String odd = ARGON2.replace("m=19456", "m=canary");
    assertThat(PasswordHash.imported(odd).toString()).doesNotContain("canary");
  }

  @Test
  void equal_hashes_are_equal_and_one_bit_makes_them_differ() {
    assertThat(PasswordHash.imported(ARGON2)).isEqualTo(PasswordHash.imported(ARGON2));
    assertThat(PasswordHash.imported(ARGON2))
        .isNotEqualTo(PasswordHash.imported(ARGON2.replace("$gYJZ", "$hYJZ")));
  }
}

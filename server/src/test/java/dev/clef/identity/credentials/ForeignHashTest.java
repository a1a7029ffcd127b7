package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.Unsupported.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that others made: vectors of the standards, of libraries, of OpenSSL and Werkzeug. */
class ForeignHashTest {

  private static final String SALT_HEX = "000102030405060708090a0b0c0d0e0f";
  private static final String BCRYPT = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private final Derivation derivation = new Derivation(Argon2.portable(), Scrypt.ofThisMachine());

  private boolean matches(ParsedHash parsed, String password) {
    assertThat(parsed).isInstanceOf(PasswordHash.class);
    PasswordHash hash = (PasswordHash) parsed;
    assertThat(hash.form()).isEqualTo(PasswordHash.Form.RAW);
    assertThat(PasswordHash.parse(hash.stored())).isEqualTo(hash);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return hash.hash()
        .matches(
            derivation.derive(bytes, hash.derivation(), hash.salt().bytes(), hash.hash().length()));
  }

  /** OpenBSD's and crypt_blowfish's vectors, then one each of passlib, Django, Werkzeug, PHC. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.|''
          $2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe|a
          $2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i|abc
          $2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a|U*U*U
          bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW|U*U
          {bcrypt}$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW|U*U
          $pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ|password
          $pbkdf2$1000$AAECAwQFBgcICQoLDA0ODw$Awni/k4L3.fQ/kgo1BwjRBbi2b8|password
          $pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODw$x05AgND7tB/uWGjA/2D9dayuJjghWYfl/1T46uIRM5ta0a9uOHvBLdOnC7blqQEIFBxfCONToumEQ5pDM8Qtbg|password
          pbkdf2_sha256$1000$seasalt2$ABPNVLVV1vRC5OnBCpgwRvsTOJaXds28OSzNig3GR2M=|lètmein
          pbkdf2_sha1$1000$seasalt2$4O6tM3Kd5cOD3UmnpGuCKdAiHa8=|lètmein
          scrypt$16384$seasalt2$8$1$ZZ1XlruHEohhV42df9H3n/+Cgo4t0Smq6zHdhILQZ6CMqt3iJkCNPgNZpqn5AfuW6MzO5RDW/fNOhLALegmu4Q==|lètmein
          scrypt:32768:8:1$2SD36PJbhN13UHhy$65f818802eb891e31de5ba06cefc9a6513dbd8120a310c0d91c5df408585d9899d24be2dccf4fe96e3e03e524e819ff4afe07087fa0892c014c54a24acf904a7|correct horse
          pbkdf2:sha256:1000$EYun2jDSpQ8TafHw$0446f04b5d30133674d2de2cc164d705f7cb889299585448da45757f2ee43543|correct horse
          argon2$argon2id$v=19$m=64,t=3,p=4$c29tZXNhbHQ$JE8O3e/Jske+BpoCNhq6UN4ulPsnNjN8|password
          """)
  void a_hash_of_another_system_verifies_its_password_and_no_other(String text, String password) {
    assertThat(matches(ForeignHash.parse(text), password)).as(text).isTrue();
    assertThat(matches(ForeignHash.parse(text), password + "x")).as(text).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "pbkdf2_SHA256,25eb86acc76e43018f18b9a8f90c2fed462d1c799e83d48ae3d7c69046a60b67,hex,"
        + SALT_HEX
        + ",hex,1000",
    "pbkdf2-sha1,Awni/k4L3+fQ/kgo1BwjRBbi2b8=,base64,AAECAwQFBgcICQoLDA0ODw==,base64,1000",
    "pbkdf2-sha1,Awni_k4L3-fQ_kgo1BwjRBbi2b8,base64,AAECAwQFBgcICQoLDA0ODw,base64,1000",
    "pbkdf2-sha512,7F02fc3158f7420ead4d0b454a1058614de5f4710f9a00bfa937e7630af11b6d,hex,"
        + "pepper-and-salt,text,1000",
    "scrypt,3a7c0782a4dbdf543acd7c522fe853d9b34abb8af27a5c6597488cdf228140b5,hex,"
        + SALT_HEX
        + ",hex,1024"
  })
  void parts_in_columns_of_their_own_verify_too(
      String algorithm, String hash, String coding, String salt, String saltCoding, String rounds) {
    ForeignHashParts parts =
        new ForeignHashParts(algorithm, hash, coding, salt, saltCoding, rounds, "", "", "");
    assertThat(matches(parts.parse(), "password")).isTrue();
    assertThat(matches(parts.parse(), "Password")).isFalse();
  }

  @Test
  void bcrypt_in_columns_of_their_own_is_put_together() {
    ForeignHashParts parts =
        new ForeignHashParts(
            "bcrypt", BCRYPT.substring(22), "", BCRYPT.substring(0, 22), "", "5", "", "", "");
    assertThat(matches(parts.parse(), "U*U")).isTrue();
  }

  @Test
  void the_parts_print_nothing() {
    String printed =
        new ForeignHashParts("bcrypt", "canary", "hex", "canary", "hex", "5", "", "", "")
            .toString();
    assertThat(printed).doesNotContain("canary");
  }

  /** RFC 7914 §12; the fourth takes a gigabyte and is beyond the bounds. */
  @ParameterizedTest
  @CsvSource({
    "'','',4,1,1,"
        + "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    "password,NaCl,10,8,16,"
        + "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "pleaseletmein,SodiumChloride,14,8,1,"
        + "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  })
  void both_engines_give_the_vectors_of_rfc_7914(
      String password, String salt, int ln, int r, int p, String expected) {
    for (Scrypt engine : List.of(Scrypt.portable(), Scrypt.ofThisMachine())) {
      byte[] key = engine.derive(ascii(password), ascii(salt), new ScryptParameters(ln, r, p), 64);
      assertThat(HexFormat.of().formatHex(key)).isEqualTo(expected);
    }
  }

  @Test
  void libsodium_and_bouncycastle_give_the_same_bytes() {
    Assumptions.assumeTrue(LibsodiumScrypt.load().isPresent(), "skipped: no libsodium here");
    Random random = new Random(7914);
    for (int round = 0; round < 40; round++) {
      byte[] password = new byte[random.nextInt(40)];
      byte[] salt = new byte[8 + random.nextInt(56)];
      random.nextBytes(password);
      random.nextBytes(salt);
      ScryptParameters cost =
          new ScryptParameters(
              1 + random.nextInt(10), 1 + random.nextInt(16), 1 + random.nextInt(4));
      int length = 16 + random.nextInt(49);
      assertThat(LibsodiumScrypt.load().orElseThrow().derive(password, salt, cost, length))
          .isEqualTo(Scrypt.portable().derive(password, salt, cost, length));
    }
  }

  @Test
  void bcrypt_looks_at_72_bytes_and_at_no_password_with_a_nul() {
    String long72 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    ParsedHash hash =
        ForeignHash.parse("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui");
    assertThat(long72).hasSize(72);
    assertThat(matches(hash, long72)).isTrue();
    assertThat(matches(hash, long72 + "whatever")).isTrue();
    assertThat(matches(hash, long72.substring(1))).isFalse();
    ParsedHash short3 = ForeignHash.parse("$2b$05$" + BCRYPT);
    assertThat(matches(short3, "U*U")).isTrue();
    assertThat(matches(short3, "U*U\0")).isFalse();
    assertThat(matches(short3, "U*U\0U*U")).isFalse();
  }

  @Test
  void stray_bits_behind_the_salt_of_bcrypt_do_not_lock_anybody_out() {
    ParsedHash stray = ForeignHash.parse("$2b$05$" + BCRYPT.replace("C.E5", "C/E5"));
    assertThat(matches(stray, "U*U")).isTrue();
    assertThat(((PasswordHash) stray).phc()).isEqualTo("$2b$05$" + BCRYPT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | COST
          $2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | COST
          $2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | COST
          $2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | COST
          $2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | ALGORITHM
          $2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe  | MALFORMED
          $2b$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW | MALFORMED
          $scrypt$ln=20,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5pI+Ns91iZyjsSMshehIYYkss6uXOfq16uQQgOWhvP0 | COST
          $scrypt$ln=18,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5pI+Ns91iZyjsSMshehIYYkss6uXOfq16uQQgOWhvP0 | COST
          $scrypt$ln=17,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$5pI+Ns91iZyjsSMshehIYYkss6uXOfq16uQQgOWhvP0 | COST
          $scrypt$ln=0,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$5pI+Ns91iZyjsSMshehIYYkss6uXOfq16uQQgOWhvP0  | COST
          $scrypt$ln=4,r=8$AAECAwQFBgcICQoLDA0ODw$5pI+Ns91iZyjsSMshehIYYkss6uXOfq16uQQgOWhvP0      | MALFORMED
          scrypt:1000:8:1$2SD36PJbhN13UHhy$65f818802eb891e31de5ba06cefc9a6513dbd8120a310c0d91c5df408585d989 | COST
          pbkdf2_sha256$99999999999$seasalt2$ABPNVLVV1vRC5OnBCpgwRvsTOJaXds28OSzNig3GR2M= | COST
          pbkdf2_sha256$1000$sea$ABPNVLVV1vRC5OnBCpgwRvsTOJaXds28OSzNig3GR2M= | SALT_LENGTH
          pbkdf2_sha256$1000$seasalt2$A | MALFORMED
          pbkdf2:sha256:1000$EYun2jDSpQ8TafHw$0446f04b5d30133674d2de2cc164d705f7cb889299585448da45757f2ee4354 | MALFORMED
          bcrypt_sha256$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | MALFORMED
          5f4dcc3b5aa765d61d8327deb882cf99 | MALFORMED
          $1$saltsalt$qjXMvbEw8oaL.CzflDtaK/ | ALGORITHM
          """)
  void what_would_be_a_trap_or_is_not_known_is_refused_by_a_code(String text, Reason reason) {
    assertThat(ForeignHash.parse(text)).isEqualTo(new Unsupported(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "sha256", "pbkdf2", "", "bcrypt_sha256"})
  void an_algorithm_that_is_not_known_or_not_said_in_full_is_refused(String algorithm) {
    ForeignHashParts parts =
        new ForeignHashParts(algorithm, "aa".repeat(32), "hex", SALT_HEX, "hex", "1", "", "", "");
    assertThat(parts.parse()).isEqualTo(new Unsupported(Reason.ALGORITHM));
  }

  @Test
  void any_text_is_read_or_refused() {
    Random random = new Random(26);
    String alphabet = "$25abxy{}:_,=.0189pkdfcrytshiln/+ \0\u00e4";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(round % 2 == 0 ? "$2b$05$" : "$scrypt$ln=");
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(ForeignHash.parse(text.toString())).isNotNull();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

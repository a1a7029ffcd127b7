package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Keys of RSA that are made from a seed. */
class Rsa3072Test {

  private static final byte[] MESSAGE = "a token".getBytes(StandardCharsets.US_ASCII);

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return seed;
  }

  @Test
  void the_jdk_verifies_what_the_key_of_a_seed_signs() throws Exception {
    byte[] modulus = Rsa3072.modulus(seed(7));
    assertThat(modulus).hasSize(Rsa3072.MODULUS_BYTES);
    assertThat(new BigInteger(1, modulus).bitLength()).isEqualTo(3072);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(new BigInteger(1, modulus), Rsa3072.EXPONENT)));
    signature.update(MESSAGE);
    assertThat(signature.verify(Rsa3072.sign(seed(7), modulus, MESSAGE))).isTrue();
  }

  /** A stored seed has to open what was published under it, in every later version. */
  @Test
  void how_a_seed_becomes_a_key_is_frozen() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Rsa3072.modulus(seed(1)));
    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("d8e9199894393cdd12f9f0af00b77ab2e36b49a45ad081eed6930167d82f9b8c");
  }

  @Test
  void a_seed_signs_for_no_other_modulus() {
    byte[] other = Rsa3072.modulus(seed(2));
    assertThatThrownBy(() -> Rsa3072.sign(seed(3), other, MESSAGE))
        .isInstanceOf(KeyUnavailable.class);
  }
}

package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What AWS-LC signs, the JDK accepts, and a change is noticed. */
class SignaturesTest {

  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource({
    "EC,256,SHA256withECDSA",
    "EC,256,SHA256withECDSAinP1363Format",
    "Ed25519,255,Ed25519",
    "RSA,3072,SHA256withRSA"
  })
  void the_jdk_accepts_what_the_native_library_signs(String keys, int bits, String algorithm)
      throws Exception {
    assertThat(Signatures.areNative()).as("loaded on every platform Clef is built for").isTrue();
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    Signature signer = Signatures.get(algorithm);
    assertThat(signer.getProvider().getName()).isEqualTo("AmazonCorrettoCryptoProvider");
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE);
    byte[] signature = signer.sign();
    assertThat(accepts(algorithm, pair, MESSAGE, signature))
        .as(HexFormat.of().formatHex(signature))
        .isTrue();
    byte[] other = MESSAGE.clone();
    other[0] ^= 1;
    assertThat(accepts(algorithm, pair, other, signature)).isFalse();
  }

  private static boolean accepts(String algorithm, KeyPair pair, byte[] message, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    assertThat(verifier.getProvider().getName()).startsWith("Sun");
    verifier.initVerify(pair.getPublic());
    verifier.update(message);
    return verifier.verify(signature);
  }
}

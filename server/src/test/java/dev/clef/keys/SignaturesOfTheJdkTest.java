package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signatures with the library of this machine, and where it cannot be loaded. */
class SignaturesOfTheJdkTest {

  private static final String ES256 = "SHA256withECDSAinP1363Format";
  private static final byte[] TEXT = "what is signed".getBytes(StandardCharsets.UTF_8);

  /** What the child process of the test does, and this one too. */
  static final class Probe {

    private Probe() {}

    public static void main(String[] args) throws GeneralSecurityException {
      System.out.println(
          (Signatures.areNative() ? "native" : "jdk")
              + " "
              + isGood(ES256, ec())
              + " "
              + isGood("Ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair()));
    }

    private static KeyPair ec() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    }

    /** Whether the JDK takes what was signed. */
    private static boolean isGood(String algorithm, KeyPair keys) throws GeneralSecurityException {
      Signature signer = Signatures.get(algorithm);
      signer.initSign(keys.getPrivate());
      signer.update(TEXT);
      Signature check = Signature.getInstance(algorithm, "SunEC");
      check.initVerify(keys.getPublic());
      check.update(TEXT);
      return check.verify(signer.sign());
    }
  }

  private static String probed(String... options) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(List.of(options));
    builder
        .command()
        .addAll(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName()));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip().lines().toList().getLast();
  }

  @Test
  void they_are_good_with_the_library_and_without() throws Exception {
    assertThat(probed()).isEqualTo("native true true");
    // It is looked for where the machine keeps libraries, and is not there.
    String asked = "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true";
    assertThat(probed(asked)).isEqualTo("jdk true true");
  }
}

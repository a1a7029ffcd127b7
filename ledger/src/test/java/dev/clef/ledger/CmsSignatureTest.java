package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What RSASSA-PSS may hash with. */
class CmsSignatureTest {

  /** 1.2.840.113549.1.1.10. */
  private static final byte[] PSS = HexFormat.of().parseHex("06092a864886f70d01010a");

  private static Der identifier(String digest, MGF1ParameterSpec mask)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
    parameters.init(new PSSParameterSpec(digest, "MGF1", mask, 32, 1));
    byte[] encoded = parameters.getEncoded();
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(Der.SEQUENCE);
    der.write(PSS.length + encoded.length);
    der.writeBytes(PSS);
    der.writeBytes(encoded);
    return Der.of(der.toByteArray());
  }

  @Test
  void both_digests_are_the_signers() throws Exception {
    byte[] value = new byte[1];
    assertThat(
            CmsSignature.of(identifier("SHA-256", MGF1ParameterSpec.SHA256), "SHA-256", value)
                .name())
        .isEqualTo("RSASSA-PSS");
    for (Der other :
        new Der[] {
          identifier("SHA-256", MGF1ParameterSpec.SHA1),
          identifier("SHA-1", MGF1ParameterSpec.SHA256),
          identifier("SHA-1", MGF1ParameterSpec.SHA1),
          identifier("SHA-512", MGF1ParameterSpec.SHA512)
        }) {
      assertThatThrownBy(() -> CmsSignature.of(other, "SHA-256", value))
          .isInstanceOf(TimeStampRefused.class);
    }
  }
}

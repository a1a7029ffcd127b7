package dev.clef.demo;

import dev.clef.identity.credentials.SecretBytes;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The authenticator app of all invented people who have one: printed at every start. */
final class Authenticator {

  /** Its bytes are the secret; everybody knows it. */
  static final String SECRET = "clef-demo-authenticator!";

  /** The same bytes in Base32 (RFC 4648 §6), as authenticator apps take them. */
  private static final String BASE32 = "MNWGKZRNMRSW23ZNMF2XI2DFNZ2GSY3BORXXEII";

  private static final TotpSecret TOTP =
      new TotpSecret(
          SecretBytes.of(SECRET.getBytes(StandardCharsets.UTF_8)),
          TotpSecret.Algorithm.SHA1,
          6,
          Duration.ofSeconds(30));

  private Authenticator() {}

  static String code(Instant at) {
    return Totp.code(TOTP, Totp.step(TOTP, at));
  }

  /** What a camera reads from a picture for authenticator apps. */
  static String uri(String username) {
    return "otpauth://totp/Clef%20demo:" + username + "?secret=" + BASE32 + "&issuer=Clef%20demo";
  }
}

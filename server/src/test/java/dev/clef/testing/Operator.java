package dev.clef.testing;

import dev.clef.identity.credentials.SecretBytes;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.testing.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The person who sets up a server, with the authenticator app in hand. */
public final class Operator {

  public static final String NAME = "opéra";
  public static final String PASSWORD = "an operator's long pass phrase";

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final TotpSecret secret;
  private final Clock clock;

  private Operator(String base32, Clock clock) {
    this.secret =
        new TotpSecret(
            SecretBytes.of(decode(base32)), TotpSecret.Algorithm.SHA1, 6, Duration.ofSeconds(30));
    this.clock = clock;
  }

  /** What is entered with the link. */
  public static Map<String, String> entered(String token) {
    return Map.of("token", token, "name", NAME, "password", PASSWORD);
  }

  /** The operator whose app took up the answer of the setup. */
  public static Operator of(Answer enrolment, Clock clock) {
    if (enrolment.status() != 200) {
      throw new AssertionError("setup: " + enrolment);
    }
    return new Operator(enrolment.json().get("secret").asString(), clock);
  }

  /** The operator who typed the secret of the page into the app. */
  public static Operator withSecret(String base32, Clock clock) {
    return new Operator(base32.replace(" ", ""), clock);
  }

  /** Goes the whole way with a fresh token. */
  public static Operator setUp(Client client, String token, Clock clock) {
    Operator operator = of(client.post("/api/v1/staff/setup", entered(token)), clock);
    Answer confirmed =
        client.post(
            "/api/v1/staff/setup/confirm", Map.of("token", token, "code", operator.code(0)));
    if (confirmed.status() != 204) {
      throw new AssertionError("confirm: " + confirmed);
    }
    return operator;
  }

  /** The code shown {@code steps} of 30 seconds from now. */
  public String code(int steps) {
    return Totp.code(secret, Totp.step(secret, clock.instant()) + steps);
  }

  /** A code that is none of those accepted now. */
  public String wrongCode() {
    String wrong = "000000";
    for (int step = -1; step <= 1; step++) {
      if (code(step).equals(wrong)) {
        wrong = "000001";
      }
    }
    return wrong;
  }

  /** Signs in with this code. */
  public Answer signIn(Client client, String code) {
    return client.post(
        "/api/v1/staff/sign-in", Map.of("name", NAME, "password", PASSWORD, "code", code));
  }

  private static byte[] decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = ((buffer << 5) | BASE32.indexOf(text.charAt(i))) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    return bytes.toByteArray();
  }
}

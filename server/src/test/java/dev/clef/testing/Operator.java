package dev.clef.testing;

import dev.clef.identity.credentials.SecretBytes;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.testing.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The person who sets up a server, with the authenticator app in hand. */
public final class Operator {

  public static final String NAME = "opéra";
  public static final String PASSWORD = "an operator's long pass phrase";

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Map<Client, BrowserHand> hands = new ConcurrentHashMap<>();
  private @Nullable SoftAuthenticator passkey;
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

  /** Goes the whole way with a fresh token; the client is signed in then. */
  public static Operator setUp(Client client, String token, Clock clock) {
    Operator operator = confirmed(client, token, clock);
    Answer added = operator.addPasskey(client, "Key");
    if (added.status() != 204) {
      throw new AssertionError("passkey: " + added);
    }
    return operator;
  }

  /** Goes the way up to the passkey: the client has a session that can do nothing but add one. */
  public static Operator confirmed(Client client, String token, Clock clock) {
    return confirmed(client, token, NAME, clock);
  }

  /** Likewise, by another name. */
  public static Operator confirmed(Client client, String token, String name, Clock clock) {
    Map<String, String> entered = Map.of("token", token, "name", name, "password", PASSWORD);
    Operator operator = of(client.post("/api/v1/staff/setup", entered), clock);
    Answer confirmed =
        client.post(
            "/api/v1/staff/setup/confirm", Map.of("token", token, "code", operator.code(0)));
    if (confirmed.status() != 204) {
      throw new AssertionError("confirm: " + confirmed);
    }
    return operator;
  }

  /** Adds another key to the account; the first one binds the session to this client. */
  public Answer addPasskey(Client client, String name) {
    SoftAuthenticator made = SoftAuthenticator.at(client.port());
    JsonNode asked = client.post("/api/v1/staff/passkeys/challenge", Map.of()).json();
    if (!asked.has("public_key")) {
      throw new AssertionError("passkey: " + asked);
    }
    String challenge = asked.get("challenge").asString();
    BrowserHand hand = new BrowserHand();
    Map<String, Object> body = new HashMap<>(hand.sent(challenge));
    body.put("challenge", challenge);
    body.put("credential", made.create(asked.get("public_key")));
    body.put("name", name);
    String before = client.cookie(Client.STAFF);
    Answer answer = client.post("/api/v1/staff/passkeys", body);
    if (answer.status() == 204) {
      passkey = made;
      if (!before.equals(client.cookie(Client.STAFF))) {
        hands.put(client, hand);
      }
    }
    return answer;
  }

  /** The key that was added last. */
  public SoftAuthenticator passkey() {
    return Objects.requireNonNull(passkey, "none yet");
  }

  /** The key of the session of a client. */
  public BrowserHand hand(Client client) {
    return Objects.requireNonNull(hands.get(client), "not signed in");
  }

  /** Signs in by passkey, and binds the session to this client. */
  public Answer signIn(Client client) {
    return signIn(client, passkey());
  }

  /** Likewise, with a key that may be somebody else's. */
  public Answer signIn(Client client, SoftAuthenticator key) {
    JsonNode asked = client.post("/api/v1/staff/sign-in/passkey/challenge", Map.of()).json();
    if (!asked.has("public_key")) {
      throw new AssertionError("sign-in: " + asked);
    }
    String challenge = asked.get("challenge").asString();
    BrowserHand hand = new BrowserHand();
    Map<String, Object> body = new HashMap<>(hand.sent(challenge));
    body.put("challenge", challenge);
    body.put("credential", key.get(asked.get("public_key")));
    Answer answer = client.post("/api/v1/staff/sign-in/passkey", body);
    if (answer.status() == 204) {
      hands.put(client, hand);
    }
    return answer;
  }

  /** Signs in in a real browser, with the key in hand. */
  public Browser signIn(Browser browser) {
    browser.holding(passkey()).visit("/staff/sign-in?again").await("[data-passkey]:not([hidden])");
    return browser.click("[data-passkey] button");
  }

  /** Proves that the session is that of this client, as a page does every few minutes. */
  public Answer prove(Client client) {
    JsonNode asked = client.post("/api/v1/staff/session/proof/challenge", Map.of()).json();
    String challenge = asked.get("challenge").asString();
    return client.post(
        "/api/v1/staff/session/proof",
        Map.of("challenge", challenge, "signature", hand(client).sign(challenge)));
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

  /** Signs in with password and this code, which is good until there is a passkey. */
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

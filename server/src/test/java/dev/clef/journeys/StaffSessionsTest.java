package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.BrowserHand;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A session of staff is that of one browser, and is opened by a passkey of staff alone. */
@ClefServer
class StaffSessionsTest {

  private static final String ME = "/api/v1/staff/me";
  private static final String PROOF = "/api/v1/staff/session/proof";

  private final Running clef;
  private final StaffAccounts staff;
  private final Client browser;
  private final Operator operator;

  @Autowired
  StaffSessionsTest(Running clef, StaffAccounts staff) {
    this.clef = clef;
    this.staff = staff;
    this.browser = clef.client();
    this.operator = signedIn();
  }

  private Operator signedIn() {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    clef.clock().advance(Duration.ofMinutes(10));
    return Operator.setUp(browser, staff.newSetupToken().orElseThrow().expose(), clef.clock());
  }

  @Test
  void a_stolen_cookie_is_worth_minutes() {
    Client thief = clef.client().cookie(Client.STAFF, browser.cookie(Client.STAFF));
    assertThat(thief.get(ME).status()).as("as long as the last proof").isEqualTo(200);
    clef.clock().advance(Duration.ofMinutes(5));
    assertThat(thief.get(ME).code()).isEqualTo("proof_needed");
    Answer page = thief.page("/staff/keys");
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.text()).contains("data-next=\"/staff/keys\"", "staff.js");
    String challenge = challenge(thief);
    assertThat(thief.post(PROOF, proof(challenge, new BrowserHand().sign(challenge))).code())
        .isEqualTo("proof_refused");
    assertThat(thief.get(ME).code()).isEqualTo("proof_needed");

    assertThat(operator.prove(browser).status()).isEqualTo(204);
    assertThat(browser.get(ME).status()).isEqualTo(200);
    clef.clock().advance(Duration.ofMinutes(4).plusSeconds(59));
    assertThat(browser.get(ME).status()).isEqualTo(200);
    clef.clock().advance(Duration.ofSeconds(1));
    assertThat(browser.get(ME).code()).isEqualTo("proof_needed");
    assertThat(browser.post("/api/v1/staff/sign-out", Map.of()).status())
        .as("one may always leave")
        .isEqualTo(204);
  }

  @Test
  void a_copied_cookie_ends_with_the_next_proof_of_its_owner() {
    Client thief = clef.client().cookie(Client.STAFF, browser.cookie(Client.STAFF));
    assertThat(operator.prove(browser).status()).isEqualTo(204);
    assertThat(browser.cookie(Client.STAFF)).isNotEqualTo(thief.cookie(Client.STAFF));
    clef.clock().advance(Duration.ofSeconds(19));
    assertThat(thief.get(ME).status()).as("what was under way").isEqualTo(200);
    clef.clock().advance(Duration.ofSeconds(1));
    assertThat(thief.get(ME).code()).isEqualTo("not_signed_in");
    assertThat(challengeRefused(thief)).as("asks for no proof either").isTrue();
    assertThat(browser.get(ME).status()).isEqualTo(200);
  }

  @Test
  void two_pages_that_prove_at_once_go_on_under_one_token() {
    BrowserHand hand = operator.hand(browser);
    Client otherPage = clef.client().cookie(Client.STAFF, browser.cookie(Client.STAFF));
    String theirs = challenge(otherPage);
    assertThat(operator.prove(browser).status()).isEqualTo(204);
    String next = browser.cookie(Client.STAFF);
    clef.clock().advance(Duration.ofSeconds(10));
    Answer second = otherPage.post(PROOF, proof(theirs, hand.sign(theirs)));
    assertThat(second.status()).isEqualTo(204);
    assertThat(second.headers())
        .as("the cookie of the first goes on")
        .doesNotContainKey("set-cookie");
    clef.clock().advance(Duration.ofMinutes(4).plusSeconds(55));
    assertThat(browser.get(ME).status()).as("proven by the other page").isEqualTo(200);
    assertThat(browser.cookie(Client.STAFF)).isEqualTo(next);
    clef.clock().advance(Duration.ofSeconds(6));
    assertThat(browser.get(ME).code()).isEqualTo("proof_needed");
    assertThat(operator.prove(browser).status()).isEqualTo(204);
    assertThat(browser.get(ME).status()).isEqualTo(200);
  }

  private static boolean challengeRefused(Client client) {
    return client.post(PROOF + "/challenge", Map.of()).code().equals("not_signed_in");
  }

  @Test
  void a_proof_is_good_once_for_its_session_for_a_minute_and_for_what_was_asked() {
    BrowserHand hand = operator.hand(browser);
    String challenge = challenge(browser);
    Map<String, Object> proof = proof(challenge, hand.sign(challenge));
    assertThat(browser.post(PROOF, proof).status()).isEqualTo(204);
    assertThat(browser.post(PROOF, proof).code()).as("replayed").isEqualTo("proof_refused");

    Client other = clef.client();
    assertThat(operator.signIn(other).status()).isEqualTo(204);
    String hers = challenge(other);
    assertThat(browser.post(PROOF, proof(hers, hand.sign(hers))).code())
        .as("the question of another session")
        .isEqualTo("proof_refused");
    assertThat(other.post(PROOF, proof(hers, hand.sign(hers))).code())
        .as("the key of another session")
        .isEqualTo("proof_refused");

    String late = challenge(browser);
    clef.clock().advance(Duration.ofSeconds(61));
    assertThat(browser.post(PROOF, proof(late, hand.sign(late))).code())
        .as("too late")
        .isEqualTo("proof_refused");
    String bare = challenge(browser);
    assertThat(browser.post(PROOF, proof(bare, hand.signAsIs(bare))).code())
        .as("signed for something else")
        .isEqualTo("proof_refused");
    String nonsense = challenge(browser);
    for (String signature : List.of("", "x", "!".repeat(86), "A".repeat(86))) {
      assertThat(browser.post(PROOF, proof(nonsense, signature)).code())
          .as(signature)
          .isEqualTo("proof_refused");
    }
    assertThat(browser.post(PROOF, proof("nothing that was asked", hand.sign("x"))).code())
        .isEqualTo("proof_refused");
    assertThat(clef.client().post(PROOF + "/challenge", Map.of()).code())
        .isEqualTo("not_signed_in");
  }

  @Test
  void a_session_is_opened_only_for_a_key_the_browser_has() {
    Client fresh = clef.client();
    JsonNode asked = fresh.post("/api/v1/staff/sign-in/passkey/challenge", Map.of()).json();
    String challenge = asked.get("challenge").asString();
    Map<String, Object> body = new HashMap<>();
    body.put("challenge", challenge);
    body.put("credential", operator.passkey().get(asked.get("public_key")));
    String path = "/api/v1/staff/sign-in/passkey";
    assertThat(fresh.post(path, body).text()).contains("browser_key", "required");
    BrowserHand hand = new BrowserHand();
    body.put("browser_key", hand.publicKey());
    body.put("browser_proof", new BrowserHand().sign(challenge));
    assertThat(fresh.post(path, body).text()).contains("browser_proof", "invalid");
    BrowserHand other = new BrowserHand("secp384r1");
    body.put("browser_key", other.publicKey());
    body.put("browser_proof", other.sign(challenge));
    assertThat(fresh.post(path, body).text()).contains("browser_key", "invalid");
    body.putAll(hand.sent(challenge));
    assertThat(fresh.post(path, body).status()).isEqualTo(204);
    assertThat(clef.client().post(path, body).code())
        .as("the same answer again")
        .isEqualTo("passkey_refused");
  }

  @Test
  void a_passkey_of_a_listener_opens_nothing_here_and_one_of_staff_nothing_there() {
    Client phone = Listener.some().signedIn(clef.client());
    SoftAuthenticator hers = SoftAuthenticator.at(clef.port());
    JsonNode asked = phone.post("/api/v1/me/passkeys/challenge", Map.of()).json();
    Map<String, Object> made =
        Map.of(
            "challenge", asked.get("challenge").asString(),
            "credential", hers.create(asked.get("public_key")),
            "name", "Phone");
    assertThat(phone.post("/api/v1/me/passkeys", made).status()).isEqualTo(204);
    assertThat(operator.signIn(clef.client(), hers).code()).isEqualTo("passkey_unknown");
    byte[] own = hers.userHandle();
    hers.userHandle(operator.passkey().userHandle());
    assertThat(operator.signIn(clef.client(), hers).code())
        .as("that says it is of staff")
        .isEqualTo("passkey_unknown");
    hers.userHandle(own);
    assertThat(listenerSignIn(hers).status()).as("where it belongs").isEqualTo(200);

    assertThat(listenerSignIn(operator.passkey()).code()).isEqualTo("passkey_unknown");
    byte[] staffHandle = operator.passkey().userHandle();
    operator.passkey().userHandle(own);
    assertThat(listenerSignIn(operator.passkey()).code()).isEqualTo("passkey_unknown");
    operator.passkey().userHandle(staffHandle);
    assertThat(operator.signIn(clef.client()).status()).isEqualTo(204);
  }

  @Test
  void a_question_for_listeners_is_none_for_staff() {
    Client fresh = clef.client();
    JsonNode asked = fresh.post("/api/v1/sign-in/passkey/challenge", Map.of()).json();
    String challenge = asked.get("challenge").asString();
    Map<String, Object> body = new HashMap<>(new BrowserHand().sent(challenge));
    body.put("challenge", challenge);
    body.put("credential", operator.passkey().get(asked.get("public_key")));
    assertThat(fresh.post("/api/v1/staff/sign-in/passkey", body).code())
        .isEqualTo("passkey_refused");
  }

  @Test
  void a_key_that_does_not_check_its_owner_or_is_a_copy_is_refused() {
    SoftAuthenticator key = operator.passkey();
    key.verifiesUser(false);
    assertThat(operator.signIn(clef.client()).code()).isEqualTo("passkey_refused");
    key.verifiesUser(true).counter(7);
    assertThat(operator.signIn(clef.client()).status()).isEqualTo(204);
    key.counter(6);
    assertThat(operator.signIn(clef.client()).code()).isEqualTo("passkey_refused");
    key.counter(8).origin("https://elsewhere.example");
    assertThat(operator.signIn(clef.client()).code()).isEqualTo("passkey_refused");
  }

  @Test
  void several_keys_have_names_and_the_last_one_stays() {
    SoftAuthenticator first = operator.passkey();
    Client other = clef.client();
    assertThat(operator.signIn(other).status()).isEqualTo(204);
    assertThat(operator.addPasskey(browser, "Second").status()).isEqualTo(204);
    JsonNode keys = browser.get("/api/v1/staff/passkeys").json().get("passkeys");
    assertThat(keys.size()).isEqualTo(2);
    String id = keys.get(0).get("factor_id").asString();
    assertThat(browser.patch("/api/v1/staff/passkeys/" + id, Map.of("name", " ")).text())
        .contains("required");
    assertThat(browser.patch("/api/v1/staff/passkeys/" + id, Map.of("name", "Safe")).status())
        .isEqualTo(204);
    assertThat(browser.get("/api/v1/staff/passkeys").text()).contains("Safe", "Second");
    assertThat(browser.delete("/api/v1/staff/passkeys/" + id).status()).isEqualTo(204);
    assertThat(browser.get(ME).status()).isEqualTo(200);
    assertThat(other.get(ME).code()).as("other sessions end").isEqualTo("not_signed_in");
    assertThat(operator.signIn(clef.client(), first).code()).isEqualTo("passkey_unknown");
    assertThat(operator.signIn(clef.client()).status()).isEqualTo(204);
    String last = keys.get(1).get("factor_id").asString();
    assertThat(browser.delete("/api/v1/staff/passkeys/" + last).code()).isEqualTo("last_factor");
    assertThat(browser.delete("/api/v1/staff/passkeys/" + id).code()).isEqualTo("not_found");
  }

  @Test
  void passkeys_swapped_by_somebody_in_the_database_open_nothing() {
    clef.data()
        .update(
            "update identity.staff_account set passkeys = set_byte(passkeys, 60,"
                + " get_byte(passkeys, 60) # 1)");
    assertThat(operator.signIn(clef.client()).code()).isEqualTo("passkey_refused");
  }

  private Answer listenerSignIn(SoftAuthenticator key) {
    Client fresh = clef.client();
    JsonNode asked = fresh.post("/api/v1/sign-in/passkey/challenge", Map.of()).json();
    return fresh.post(
        "/api/v1/sign-in/passkey",
        Map.of(
            "challenge", asked.get("challenge").asString(),
            "credential", key.get(asked.get("public_key"))));
  }

  private static String challenge(Client client) {
    return client.post(PROOF + "/challenge", Map.of()).json().get("challenge").asString();
  }

  private static Map<String, Object> proof(String challenge, String signature) {
    return Map.of("challenge", challenge, "signature", signature);
  }
}

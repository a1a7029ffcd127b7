package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.VerifierKey;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.Tenant;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What somebody should look at, in the API and on the page; and each entry with its receipt. */
@ClefServer
class HighlightsTest {

  private static final UUID STAFF = UUID.fromString("01900000-0000-7000-8000-000000000001");

  private final Running clef;
  private final AuditLog log;
  private final PersonKeys keys;

  @Autowired
  HighlightsTest(Running clef, AuditLog log, PersonKeys keys) {
    this.clef = clef;
    this.log = log;
    this.keys = keys;
  }

  static Stream<Look> looks() {
    return Stream.of(new Look("en", false, false, true), new Look("de", true, true, true));
  }

  @Test
  void the_ordinary_is_not_notable_and_says_what_it_was() {
    Client browser = Listener.some().with("locale", "en").signedIn(clef.client());
    browser.get("/api/v1/me");
    List<JsonNode> items = items(browser);
    assertThat(items).noneMatch(item -> item.has("notable"));
    assertThat(items.stream().map(item -> item.get("says").asString()))
        .containsExactly("You looked at your data", "You signed in", "You created your account");
  }

  @Test
  void each_entry_has_its_receipt() {
    Client browser = Listener.some().signedIn(clef.client());
    List<JsonNode> items = items(browser);
    String address = items.getFirst().get("receipt").asString();
    Awaitility.await().until(() -> browser.get(address).status() == 200);
    JsonNode receipt = browser.get(address).json();
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] leaf = base64.decode(receipt.get("leaf").asString());
    byte[] event = base64.decode(receipt.get("event").asString());
    assertThat(Leaf.commit(base64.decode(receipt.get("event_key").asString()), event))
        .isEqualTo(Leaf.decode(leaf).eventCommitment());
    assertThat(CanonicalMap.decode(event).entries())
        .containsEntry("entry", items.getFirst().get("entry_id").asString());
    assertThat(
            TlogProof.parse(receipt.get("proof").asString())
                .verify(leaf, VerifierKey.parse(receipt.get("log").get("vkey").asString())))
        .isEqualTo(TlogProof.Outcome.VALID);
    assertThat(Listener.some().signedIn(clef.client()).get(address).code())
        .as("somebody else")
        .isEqualTo("not_found");
    assertThat(clef.client().get(address).code()).isEqualTo("not_signed_in");
  }

  @ParameterizedTest
  @MethodSource("looks")
  void access_by_staff_is_marked(Look look) throws Exception {
    Browser.required();
    Listener anna = Listener.some().with("locale", look.language());
    PersonKey key = key(anna);
    log.appendAlone(read(Actor.staff(STAFF), Purpose.SECURITY), key);
    log.appendAlone(
        new AuditEvent(
            "data.refused",
            Actor.OPERATOR,
            Purpose.SECURITY,
            LegalBasis.LEGAL_OBLIGATION,
            Map.of("what", "catalogue")),
        key);
    log.appendAlone(read(Actor.SERVICE, Purpose.MIGRATION), key);
    log.appendAlone(
        read(Actor.staff(STAFF), Purpose.SECURITY).with("break_glass", "incident"), key);
    anna.with("password", "not it at all").signIn(clef.client());
    assertThat(
            items(signedIn(anna)).stream()
                .filter(item -> item.has("notable"))
                .map(item -> item.get("notable").asString()))
        .containsExactlyInAnyOrder("staff", "operator", "other_purpose", "break_glass", "failed");
    try (Browser browser = Browser.open(look, clef.port())) {
      browser.visit("/sign-in").type("name", anna.name()).type("password", anna.password());
      browser.submit().visit("/privacy/activity").see("activity-notable");
      assertThat(browser.all(".timeline .notable .chip")).hasSize(5);
      assertThat(browser.all(".notice.warn")).hasSize(1);
      browser.click(".timeline .notable a").see("entry-notable");
      assertThat(browser.all(".notice.warn")).isNotEmpty();
    }
  }

  @Test
  void reads_without_end_are_marked() {
    clef.clock().advance(Duration.ofHours(2));
    Client browser = Listener.some().signedIn(clef.client());
    for (int i = 0; i < 40; i++) {
      browser.get("/api/v1/me");
    }
    assertThat(codes(browser)).doesNotContain("many_reads");
    for (int i = 0; i < 30; i++) {
      browser.get("/api/v1/me");
    }
    assertThat(codes(browser)).contains("many_reads");
    clef.clock().advance(Duration.ofHours(2));
    browser.get("/api/v1/me");
    assertThat(items(browser).getFirst().has("notable")).as("two hours later").isFalse();
  }

  private static List<String> codes(Client browser) {
    return items(browser).stream().map(item -> item.path("notable").asString("")).toList();
  }

  private static AuditEvent read(Actor actor, Purpose purpose) {
    return new AuditEvent("data.read", actor, purpose, LegalBasis.LEGAL_OBLIGATION, Map.of())
        .fields(Set.of("email"));
  }

  private PersonKey key(Listener listener) {
    String id =
        clef.client().post("/api/v1/accounts", listener.fields()).json().get("user_id").asString();
    return keys.get(new PersonRef(Tenant.DEFAULT.id(), UUID.fromString(id)));
  }

  private Client signedIn(Listener listener) {
    Client client = clef.client();
    listener.signIn(client);
    return client;
  }

  private static List<JsonNode> items(Client browser) {
    return browser.get("/api/v1/me/activity?limit=100").json().get("items").valueStream().toList();
  }
}

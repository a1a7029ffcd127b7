package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.Signer;
import dev.clef.keys.SigningKeys;
import dev.clef.ledger.Bytes;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.NoteSigner;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.TreeHash;
import dev.clef.ledger.VerifierKey;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** "Check this entry" in a real browser: it holds, and whatever is tampered with turns red. */
@ClefServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestPropertySource(
    properties = "clef.staff.session-for=7h") // a server of its own: its log suffers
class EntryCheckTest {

  private final Running clef;
  private final AuditLog log;
  private final SigningKeys signingKeys;

  private final Listener anna = Listener.some().with("locale", "en");
  private String path = "";
  private UUID entry = new UUID(0, 0);

  @Autowired
  EntryCheckTest(Running clef, AuditLog log, SigningKeys signingKeys) {
    this.clef = clef;
    this.log = log;
    this.signingKeys = signingKeys;
  }

  static Stream<Look> looks() {
    return Stream.of(
        new Look("en", false, false, true),
        new Look("de", true, false, true),
        new Look("fr", false, true, true),
        new Look("ja", true, true, true));
  }

  /** Anna's first entry stands in a full tile, which nothing writes any more. */
  @BeforeAll
  void life() {
    Browser.required();
    anna.registered(clef.client());
    for (int i = 0; i < 300; i++) {
      log.appendAlone(AuditEvent.service("test.filler"), null);
    }
    Client client = clef.client();
    anna.signIn(client);
    JsonNode items = client.get("/api/v1/me/activity").json().get("items");
    JsonNode first = items.get(items.size() - 1);
    entry = UUID.fromString(first.get("entry_id").asString());
    path = pathOf(first);
    settled();
  }

  private static String pathOf(JsonNode item) {
    return "/privacy/activity/"
        + item.get("entry_id").asString()
        + "/"
        + Instant.parse(item.get("at").asString()).toEpochMilli();
  }

  /** Everything that waits is in the tree, and the tree is signed. */
  private void settled() {
    Awaitility.await()
        .until(() ->
            clef.data().count("select count(*) from audit.queue") == 0
                && clef.data()
                        .count(
                            "select (select max(size) from audit.checkpoint) - size from audit.tree")
                    == 0);
  }

  @ParameterizedTest
  @MethodSource("looks")
  void an_entry_that_is_in_the_log_holds(Look look) throws Exception {
    try (Browser browser = signedIn(look)) {
      browser.visit("/privacy").choose("language", look.language()).submitForm("/language");
      browser.visit("/privacy/activity");
      assertThat(browser.all(".timeline a[href^='/privacy/activity/']")).isNotEmpty();
      assertThat(checked(browser.visit(path)))
          .containsExactly(
              Map.entry("event", "good"),
              Map.entry("person", "unknown"),
              Map.entry("published", "good"),
              Map.entry("included", "good"),
              Map.entry("receipt", "good"),
              Map.entry("signed", "good"),
              Map.entry("key", "first"),
              Map.entry("kept", "first"));
      assertThat(verdict(browser)).isEqualTo("good");
      browser.see("entry-check");
      open(browser).see("entry-claims");
      assertThat(again(browser))
          .containsEntry("key", "good")
          .containsEntry("kept", "good")
          .doesNotContainValue("bad");
      assertThat(checked(browser.visit(path))).containsEntry("kept", "good");
      assertThat(verdict(browser)).isEqualTo("good");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void the_keyboard_leads_there() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      browser.visit("/privacy/activity").tabTo("a[href='" + path + "']").enter();
      settledVerdict(browser);
      browser.tabTo("[data-again]").press(Keys.ENTER);
      settledVerdict(browser);
      assertThat(verdict(browser)).isEqualTo("good");
      browser.tabTo("a[href='" + path + "/receipt']");
      assertThat(browser.textOf("[role=status]")).contains("Everything that can be checked");
    }
  }

  @Test
  void a_page_that_shows_another_event_is_found_out() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      for (String member : List.of("actor", "purpose", "time", "type")) {
        browser.visit(path);
        settledVerdict(browser);
        browser.script(
            "document.querySelector('[data-member=' + arguments[0] + ']').textContent += '0'",
            member);
        assertThat(bad(again(browser))).as(member).containsExactly("event");
      }
      browser.see("entry-event-wrong");
      assertThat(browser.textOf("[data-failed]")).isEqualTo("What you see is what was noted");
    }
  }

  @Test
  void a_page_that_shows_another_leaf_is_found_out() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      Bytes other =
          Bytes.copyOf(
              (byte[]) clef.data().one("select leaf from audit.leaf where entry_id <> ?", entry));
      browser.script(
          "document.querySelector('[data-leaf]').textContent = arguments[0]", other.base64());
      assertThat(bad(again(browser))).containsExactly("event", "published", "included", "receipt");
    }
  }

  @Test
  void a_changed_leaf_is_found_out() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      String flip = "update audit.leaf set leaf = set_byte(leaf, 20, get_byte(leaf, 20) # 1)";
      clef.data().update(flip + " where entry_id = ?", entry);
      assertThat(bad(again(browser))).as("against the page of before").contains("published");
      assertThat(bad(checked(browser.visit(path)))).containsExactly("event", "included", "receipt");
      clef.data().update(flip + " where entry_id = ?", entry);
      assertThat(bad(checked(browser.visit(path)))).isEmpty();
    }
  }

  @Test
  void a_changed_tile_is_found_out_wherever_it_is_changed() throws Exception {
    long index = clef.data().count("select idx from audit.leaf where entry_id = ?", entry);
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      settled();
      for (long at : new long[] {index * 32, (index ^ 1) * 32, (index ^ 64) * 32 + 31}) {
        flipTile(index / 256, at);
        assertThat(bad(again(browser))).as("byte " + at).contains("included");
        flipTile(index / 256, at);
      }
      String above = "update audit.tile set hashes = set_byte(hashes, ?, get_byte(hashes, ?) # 4)";
      int root = (int) (index / 256) * 32;
      clef.data().update(above + " where level = 1 and idx = 0", root, root);
      assertThat(bad(again(browser))).as("the level above").contains("included");
      clef.data().update(above + " where level = 1 and idx = 0", root, root);
      clef.data()
          .update("update audit.tile set level = 5 where level = 0 and idx = ?", index / 256);
      assertThat(bad(again(browser))).as("a tile is gone").contains("included");
      clef.data()
          .update("update audit.tile set level = 0 where level = 5 and idx = ?", index / 256);
      assertThat(bad(again(browser))).isEmpty();
    }
  }

  private void flipTile(long tile, long at) {
    clef.data()
        .update(
            "update audit.tile set hashes = set_byte(hashes, ?, get_byte(hashes, ?) # 1)"
                + " where level = 0 and idx = ?",
            (int) at,
            (int) at,
            tile);
  }

  @Test
  void a_changed_checkpoint_is_found_out() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      settled();
      again(browser);
      String note = note();
      Checkpoint head = Checkpoint.parse(SignedNote.parse(note).text());
      Checkpoint otherRoot =
          new Checkpoint(head.origin(), head.size(), TreeHash.leaf(new byte[] {1}));
      setNote(note.replace(head.text(), otherRoot.text()));
      assertThat(bad(again(browser))).as("another root").contains("included", "signed", "kept");
      Checkpoint otherLog = new Checkpoint("example.org/log", head.size(), head.root());
      setNote(note.replace(head.text(), otherLog.text()));
      assertThat(bad(again(browser))).as("another log").contains("signed", "receipt");
      SignedNote.Sig sig = SignedNote.parse(note).signatures().getFirst();
      byte[] forged = sig.signature().toArray();
      forged[5] ^= 1;
      SignedNote.Sig wrong = new SignedNote.Sig(sig.name(), sig.keyId(), Bytes.copyOf(forged));
      setNote(new SignedNote(head.text(), List.of(wrong)).toString());
      assertThat(bad(again(browser))).as("another signature").containsExactly("signed");
      setNote(note);
      assertThat(bad(again(browser))).isEmpty();
    }
  }

  @Test
  void a_log_that_was_cut_back_is_found_out() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      settled();
      again(browser);
      clef.data()
          .update(
              "set session_replication_role = replica; update audit.checkpoint"
                  + " set size = -size where size > (select min(size) from"
                  + " audit.checkpoint where size > (select idx from audit.leaf where entry_id = ?))",
              entry);
      List<String> wrong = bad(again(browser));
      clef.data()
          .update(
              "set session_replication_role = replica; update audit.checkpoint"
                  + " set size = -size where size < 0");
      assertThat(wrong).containsExactly("kept");
      assertThat(bad(again(browser))).isEmpty();
    }
  }

  /** Everything is made anew and signed with the real key: only who remembers can tell. */
  @Test
  void history_rewritten_and_signed_again_is_found_out_by_what_the_browser_remembers()
      throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      settled();
      assertThat(bad(again(browser))).isEmpty();
      clef.data()
          .update(
              """
              update audit.leaf set leaf = set_byte(leaf, 30, get_byte(leaf, 30) # 1)
              where idx = 200
              """);
      rewrite();
      assertThat(bad(again(browser))).containsExactly("receipt", "kept");
      browser.see("entry-rewritten");
      assertThat(bad(checked(browser.visit(path)))).as("a new receipt").containsExactly("kept");
    }
    try (Browser forgetful = signedIn(Look.desktop("en"))) {
      assertThat(bad(checked(forgetful.visit(path)))).as("who never looked before").isEmpty();
    }
  }

  private void rewrite() {
    List<Hash> hashes = new ArrayList<>();
    long size = clef.data().count("select size from audit.tree");
    for (long i = 0; i < size; i++) {
      hashes.add(
          TreeHash.leaf((byte[]) clef.data().one("select leaf from audit.leaf where idx = ?", i)));
    }
    Growth grown =
        Frontier.EMPTY.append(
            hashes,
            (level, index, width) -> {
              throw new AssertionError("everything is made anew");
            });
    grown
        .tiles()
        .forEach(update ->
            clef.data()
                .update(
                    "update audit.tile set hashes = ? where level = ? and idx = ?",
                    update.bytes().toArray(),
                    update.tile().level(),
                    update.tile().index()));
    clef.data().update("update audit.tree set frontier = ?", grown.frontier().encode());
    String origin = Checkpoint.parse(SignedNote.parse(note()).text()).origin();
    setNote(
        new Checkpoint(origin, size, grown.frontier().root()).sign(new Real(origin)).toString());
  }

  /** The operator, who has the key. */
  private final class Real implements NoteSigner {
    private final VerifierKey key;

    private Real(String origin) {
      key =
          new VerifierKey(
              origin, Bytes.copyOf(signingKeys.signing(Signer.LOG).getFirst().publicKey()));
    }

    @Override
    public String name() {
      return key.name();
    }

    @Override
    public int keyId() {
      return key.keyId();
    }

    @Override
    public byte[] sign(byte[] text) {
      return signingKeys.sign(signingKeys.signing(Signer.LOG).getFirst(), text);
    }
  }

  @Test
  void another_key_is_a_warning_until_it_is_accepted() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      String stranger =
          new VerifierKey("localhost/clef/log", Bytes.copyOf(TreeHash.leaf(new byte[0]).toArray()))
              .toString();
      browser.script(
          """
          const known = JSON.parse(localStorage.getItem("clef-log"));
          localStorage.setItem("clef-log", JSON.stringify({...known, vkey: arguments[0]}));
          """,
          stranger);
      assertThat(again(browser)).containsEntry("key", "warn").doesNotContainValue("bad");
      assertThat(verdict(browser)).isEqualTo("warn");
      browser.see("entry-other-key");
      assertThat(again(browser)).as("asked again").containsEntry("key", "warn");
      browser.driver().findElement(By.cssSelector("[data-trust]")).click();
      assertThat(settledVerdict(browser)).containsEntry("key", "good");
      assertThat(verdict(browser)).isEqualTo("good");
    }
  }

  @Test
  void a_key_that_is_renewed_signs_along_and_the_browser_says_so() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      assertThat(clef.operator().post("/api/v1/keys/rotations", Map.of("key", "signing")).status())
          .isEqualTo(200);
      log.appendAlone(AuditEvent.service("test.filler"), null);
      settled();
      Awaitility.await().until(() -> SignedNote.parse(note()).signatures().size() == 2);
      assertThat(checked(browser.visit(path)))
          .containsEntry("signed", "good")
          .containsEntry("key", "warn")
          .doesNotContainValue("bad");
    }
  }

  /** As long as witnesses are slow: the receipt is for a newer checkpoint than the log shows. */
  @Test
  void a_log_that_shows_less_than_it_has_signed_has_not_shrunk() throws Exception {
    settled();
    String shown = note();
    try (Browser browser = signedIn(Look.desktop("en"))) {
      Client client = clef.client();
      anna.signIn(client);
      settled();
      JsonNode newest = client.get("/api/v1/me/activity").json().get("items").get(0);
      browser
          .driver()
          .executeCdpCommand(
              "Page.addScriptToEvaluateOnNewDocument",
              Map.of(
                  "source",
                  """
                  const asked = window.fetch.bind(window);
                  window.fetch = (path, ...rest) =>
                    path === "/log/checkpoint"
                      ? Promise.resolve(new Response(Uint8Array.from(atob("NOTE"), (c) => c.charCodeAt(0))))
                      : asked(path, ...rest);
                  """
                      .replace(
                          "NOTE",
                          Base64.getEncoder()
                              .encodeToString(shown.getBytes(StandardCharsets.UTF_8)))));
      Map<String, String> steps = checked(browser.visit(pathOf(newest)));
      assertThat(steps)
          .containsEntry("included", "good")
          .containsEntry("receipt", "good")
          .doesNotContainValue("bad");
      assertThat(checked(browser.visit(path))).as("one it covers").doesNotContainValue("bad");
    }
  }

  @Test
  void a_browser_without_ed25519_says_what_it_did_not_check() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      browser
          .driver()
          .executeCdpCommand(
              "Page.addScriptToEvaluateOnNewDocument",
              Map.of(
                  "source",
                  """
                  const known = crypto.subtle.importKey.bind(crypto.subtle);
                  crypto.subtle.importKey = (format, key, algorithm, ...rest) =>
                    algorithm.name === "Ed25519"
                      ? Promise.reject(new DOMException("unknown", "NotSupportedError"))
                      : known(format, key, algorithm, ...rest);
                  """));
      assertThat(checked(browser.visit(path)))
          .containsEntry("signed", "unknown")
          .doesNotContainValue("bad");
      assertThat(verdict(browser)).isEqualTo("partly");
      browser.see("entry-no-ed25519");
    }
  }

  @Test
  void a_log_that_does_not_answer_is_no_accusation() throws Exception {
    try (Browser browser = signedIn(Look.desktop("en"))) {
      checked(browser.visit(path));
      browser.driver().executeCdpCommand("Network.enable", Map.of());
      browser
          .driver()
          .executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of("*/log/*")));
      assertThat(again(browser))
          .containsEntry("event", "good")
          .containsEntry("included", "away")
          .doesNotContainValue("bad");
      assertThat(verdict(browser)).isEqualTo("away");
    }
  }

  @Test
  void without_scripts_the_page_has_everything_but_the_check() throws Exception {
    try (Browser browser = signedIn(new Look("en", false, true, false))) {
      browser.visit("/privacy/activity").click("a[href='" + path + "']");
      assertThat(browser.heading()).isEqualTo("You created your account");
      assertThat(browser.text())
          .contains("Where scripts run", "./clef verify", "Save the receipt")
          .doesNotContain("Your browser checks");
      assertThat(browser.all("[data-member]")).hasSizeGreaterThan(5);
      browser.picture("entry-no-scripts");
      browser.choose("language", "de").submitForm("/language");
      assertThat(browser.path()).isEqualTo(path);
      assertThat(browser.heading()).isEqualTo("Du hast dein Konto erstellt");
    }
  }

  @Test
  void the_receipt_is_enough_for_the_auditors_program() {
    Client client = clef.client();
    anna.signIn(client);
    TlogProof file = TlogProof.parse(client.get(path + "/receipt").text());
    VerifierKey key = VerifierKey.parse(client.get("/log/key").text().strip());
    assertThat(file.verify(file.extra().orElseThrow().toArray(), key))
        .isEqualTo(TlogProof.Outcome.VALID);
    Client other = Listener.some().signedIn(clef.client());
    assertThat(other.get(path).status()).as("somebody else's").isEqualTo(404);
    assertThat(other.get(path + "/receipt").status()).isEqualTo(404);
    for (String strange : List.of("-1", "9223372036854775807", "0", "1")) {
      assertThat(client.get("/privacy/activity/" + entry + "/" + strange).status())
          .as(strange)
          .isEqualTo(404);
    }
  }

  private Browser signedIn(Look look) throws Exception {
    Browser browser = Browser.open(look, clef.port());
    browser.visit("/sign-in").type("name", anna.name()).type("password", anna.password()).submit();
    return browser;
  }

  private static Browser open(Browser browser) {
    browser.script("document.querySelector('main details').open = true");
    return browser;
  }

  private static Map<String, String> checked(Browser browser) {
    return settledVerdict(browser);
  }

  private static Map<String, String> again(Browser browser) {
    browser.script("document.querySelector('[data-again]').click()");
    return settledVerdict(browser);
  }

  /** The steps with how they ended, in their order. */
  private static Map<String, String> settledVerdict(Browser browser) {
    browser.await("[data-check]:not([hidden]):not([data-state=working])");
    Map<String, String> steps = new LinkedHashMap<>();
    browser
        .all("[data-step]")
        .forEach(step ->
            steps.put(
                Objects.requireNonNull(step.getDomAttribute("data-step")),
                Objects.requireNonNull(step.getDomAttribute("data-state"))));
    return steps;
  }

  private static String verdict(Browser browser) {
    return Objects.requireNonNull(
        browser.all("[data-check]").getFirst().getDomAttribute("data-state"));
  }

  private static List<String> bad(Map<String, String> steps) {
    assertThat(steps.get("event")).isIn("good", "bad");
    return steps.entrySet().stream()
        .filter(step -> step.getValue().equals("bad"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private String note() {
    return (String) clef.data().one("select note from audit.checkpoint order by size desc limit 1");
  }

  private void setNote(String note) {
    clef.data()
        .update(
            "update audit.checkpoint set note = ? where size = (select max(size) from"
                + " audit.checkpoint)",
            note);
  }
}

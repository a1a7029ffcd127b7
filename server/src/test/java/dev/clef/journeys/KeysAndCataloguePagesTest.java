package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import dev.clef.testing.SoftHsm;
import dev.clef.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What the console shows of keys and of kinds of personal data, in a real browser. */
@ClefServer
@TestPropertySource(properties = "clef.staff.session-for=5h") // a server of its own: one account
class KeysAndCataloguePagesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Running clef;
  private final StaffAccounts staff;

  @Autowired
  KeysAndCataloguePagesTest(Running clef, StaffAccounts staff) {
    this.clef = clef;
    this.staff = staff;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static Stream<Look> looks() {
    return Stream.of(Look.desktop("en"), new Look("ja", true, true, true));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void keys_as_they_are_made_replaced_and_destroyed(Look look) throws Exception {
    Listener anna = Listener.some();
    Client phone = anna.signedIn(clef.client());
    Listener.some().registered(clef.client());
    int first = current();
    try (Browser browser = signedIn(look)) {
      browser.visit("/staff/keys").see("staff-keys-first");
      assertThat(browser.all(".epochs .chip.accent")).hasSize(1);
      assertThat(browser.all(".rooms a[aria-current]")).hasSize(1);
      try (Connection part = TestPostgres.clusters().superuser(clef.databases().keys())) {
        part.setAutoCommit(false);
        part.createStatement().execute("select pg_advisory_xact_lock(954564, 0)");
        begin();
        Awaitility.await().atMost(PATIENCE).until(() -> status().has("change"));
        browser.visit("/staff/keys").see("staff-keys-change");
        assertThat(browser.all(".change progress")).hasSize(2);
        part.rollback();
      }
      awaitCurrent(first + 1);
      assertThat(phone.delete("/api/v1/me", Map.of("password", anna.password())).status())
          .isEqualTo(200);
      clef.clock().advance(Duration.ofHours(2));
      assertThat(clef.operator().post("/api/v1/keys/retired/destroy", Map.of()).status())
          .isEqualTo(200);
      begin();
      awaitCurrent(first + 2);
      clef.clock().advance(Duration.ofHours(1));
      for (String key : List.of("root", "signing", "audit", "data")) {
        assertThat(clef.operator().post("/api/v1/keys/rotations", Map.of("key", key)).status())
            .isEqualTo(200);
      }
      Awaitility.await().atMost(PATIENCE).until(this::dataKeysAreReplaced);
      signIn(browser, operator()); // hours went by
      browser.visit("/staff/keys").see("staff-keys");
      assertThat(browser.text())
          .contains("./clef keys epoch", "./clef keys rotate data", "./clef keys rotate audit");
      assertThat(browser.all(".epochs .destroyed")).isNotEmpty();
      assertThat(browser.all(".epochs .retired")).isNotEmpty();
      assertThat(browser.all(".epochs .chip.warn")).hasSize(1);
      assertThat(browser.all("td .chip.warn")).as("root key and all five signing keys").hasSize(6);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void kinds_of_data_who_read_them_and_a_filter_in_the_address(Look look) throws Exception {
    Client phone = Listener.some().signedIn(clef.client());
    phone.get("/api/v1/me/export");
    clef.clock().advance(Duration.ofDays(10));
    Listener.some().signedIn(clef.client()).get("/api/v1/me");
    try (Browser browser = signedIn(look)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> browser.visit("/staff/catalogue").all(".rowbars .s0").size() > 0);
      browser.see("staff-catalogue");
      int all = browser.all("table.catalogue tbody tr").size();
      assertThat(all).isGreaterThan(30);
      browser.tabTo("#q").press("vault.field").enter();
      assertThat(browser.all("table.catalogue tbody tr").size()).isBetween(10, all - 1);
      browser.choose("category", "imported").click("main .filter button");
      browser.see("staff-catalogue-filtered");
      assertThat(browser.all("table.catalogue tbody tr")).hasSize(1);
      assertThat(browser.all("table.catalogue .chips .chip")).hasSize(2);
      assertThat(String.valueOf(browser.driver().getCurrentUrl()))
          .contains("q=vault.field", "category=imported");
      browser.visit("/staff/catalogue?unread=9");
      assertThat(browser.text())
          .contains("imported.*", "session.device")
          .doesNotContain("given_name");
      browser.visit("/staff/catalogue?q=%3Cb%3Enothing&category=what&unread=-1");
      browser.see("staff-catalogue-none");
      assertThat(browser.all("table.catalogue")).isEmpty();
      assertThat(browser.all(".empty-state")).hasSize(1);
      browser.visit("/staff").tabTo(".rooms a[href='/staff/catalogue']").enter();
      assertThat(browser.path()).isEqualTo("/staff/catalogue");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** Without scripts nobody signs in here; what the address says is all the filter needs. */
  @Test
  void the_filter_is_in_the_address() {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    Client console = clef.client();
    Operator.setUp(console, staff.newSetupToken().orElseThrow().expose(), clef.clock());
    assertThat(rows(console.get("/staff/catalogue?q=vault.field"))).isBetween(10, 30);
    assertThat(rows(console.get("/staff/catalogue"))).isGreaterThan(30);
  }

  private static int rows(Client.Answer page) {
    assertThat(page.status()).isEqualTo(200);
    return page.text().split("role=\"rowheader\"", -1).length - 1;
  }

  @Test
  void nobody_but_staff_sees_them() {
    Client listener = Listener.some().signedIn(clef.client());
    for (String page : List.of("/staff/keys", "/staff/catalogue")) {
      for (Client client : List.of(listener, clef.client(), clef.operator())) {
        Client.Answer answer = client.get(page);
        assertThat(answer.status()).as(page).isNotEqualTo(200);
        assertThat(answer.text()).doesNotContain("regional", "imported.*");
      }
    }
  }

  @Test
  void a_token_that_is_away_is_said_first() throws Exception {
    SoftHsm.required();
    SoftHsm one = SoftHsm.token();
    SoftHsm two = SoftHsm.token();
    String[] settings =
        Stream.concat(
                Arrays.stream(one.settings()),
                Stream.of(
                    "--clef.identity.sign-in-floor=0ms",
                    "--clef.keys.strict=true",
                    "--clef.passwords.memory-kib=7168",
                    "--clef.passwords.iterations=5",
                    "--clef.keys.pkcs11.replicas[0].token=" + two.label()))
            .toArray(String[]::new);
    Path folder = ServerProcess.newFolder();
    try (ServerProcess server = ServerProcess.start(folder, settings);
        Browser browser = Browser.open(Look.desktop("en"), server.port())) {
      Listener.some().registered(server.client());
      String link =
          server
              .operator()
              .post("/api/v1/staff-setup-link", Map.of())
              .json()
              .get("path")
              .asString();
      Operator operator =
          Operator.setUp(server.client(), link.substring(link.indexOf('=') + 1), Clock.systemUTC());
      signIn(browser, operator);
      browser.visit("/staff/keys").see("staff-keys-hsm");
      assertThat(browser.text()).contains(one.label(), two.label(), "In hardware");
      assertThat(browser.all(".places .chip.good")).hasSize(2);
      assertThat(browser.all(".notice")).isEmpty();
      Runnable back = one.pulledOutAlone();
      try {
        browser.visit("/staff/keys").see("staff-keys-hsm-away");
        assertThat(browser.all(".notice.warn")).hasSize(1);
        assertThat(browser.all(".places .chip.bad")).hasSize(1);
        Runnable other = two.pulledOutAlone();
        try {
          browser.visit("/staff/keys").see("staff-keys-hsm-gone");
          assertThat(browser.all(".notice.bad")).hasSize(1);
          assertThat(browser.all(".places .chip.bad")).hasSize(2);
        } finally {
          other.run();
        }
      } finally {
        back.run();
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> browser.visit("/staff/keys").all(".notice").isEmpty());
    } finally {
      ServerProcess.discard(folder);
    }
  }

  private Browser signedIn(Look look) throws IOException {
    return signIn(Browser.open(look, clef.port()), operator());
  }

  /** The one account there may be, made anew. */
  private Operator operator() {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    return Operator.setUp(
        clef.client(), staff.newSetupToken().orElseThrow().expose(), clef.clock());
  }

  private static Browser signIn(Browser browser, Operator operator) {
    return operator.signIn(browser);
  }

  private JsonNode status() {
    return clef.operator().get("/api/v1/keys").json();
  }

  private int current() {
    for (JsonNode epoch : status().get("epochs")) {
      if (epoch.get("state").asString().equals("current")) {
        return epoch.get("epoch").asInt();
      }
    }
    throw new AssertionError("no epoch is current");
  }

  private void begin() {
    assertThat(clef.operator().post("/api/v1/keys/epochs", Map.of()).status()).isEqualTo(202);
  }

  private void awaitCurrent(int epoch) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> current() == epoch && !status().get("running").asBoolean());
  }

  private boolean dataKeysAreReplaced() {
    return clef.operator().get("/api/v1/keys/rotations").json().get("data_keys").has("finished_at");
  }
}

package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/**
 * Every lane is small here and is filled on purpose: whoever is in one waits for a table that
 * somebody holds. The others must not notice.
 */
@ClefServer
@TestPropertySource(
    properties = {
      "clef.lanes.hashing.places=2",
      "clef.lanes.hashing.queue=2",
      "clef.lanes.tokens.places=1",
      "clef.lanes.tokens.queue=1",
      "clef.lanes.tokens.deadline=30s",
      "clef.lanes.introspection.places=1",
      "clef.lanes.introspection.queue=1",
      "clef.lanes.introspection.deadline=30s",
      "clef.identity.sign-in-floor=400ms"
    })
@Timeout(120)
class LanesTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String STUCK =
      "select count(*) from pg_stat_activity where usename = 'clef_app'"
          + " and datname = current_database() and wait_event_type = 'Lock'";
  private static final String SESSIONS = "select count(*) from identity.session";
  private static final String ENTRIES = "select count(*) from audit.entry";

  /** A slow machine forecasts a longer wait. */
  private static final String SOON = "[1-9]";

  private final Running clef;
  private final MeterRegistry meters;

  @Autowired
  LanesTest(Running clef, MeterRegistry meters) {
    this.clef = clef;
    this.meters = meters;
  }

  @Test
  void sign_ins_that_are_stuck_hold_up_nobody_else_and_what_is_refused_was_never_begun()
      throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    RelyingParty service = service();
    Reply tokens = player.redeem(player.code(Listener.some().signedIn(clef.client())));
    Listener known = Listener.some().registered(clef.client());
    List<Listener> people = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      people.add(Listener.some().registered(clef.client()));
    }
    long sessions = clef.data().count(SESSIONS);
    List<CompletableFuture<Answer>> stuck = new ArrayList<>();
    try (Connection held = holding("identity.session", "share row exclusive")) {
      people.forEach(one -> stuck.add(later(() -> one.signIn(clef.client()))));
      awaitFull("hashing", 2, 2);
      Awaitility.await().until(() -> clef.data().count(STUCK) == 2);

      long entries = clef.data().count(ENTRIES);
      Answer refused = known.signIn(clef.client());
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("busy");
      assertThat(refused.headers().get("retry-after")).matches(SOON);
      Answer unknown = known.with("username", "nobody of this name").signIn(clef.client());
      assertThat(unknown.withoutRequestId()).isEqualTo(refused.withoutRequestId());
      Answer registration = clef.client().post("/api/v1/accounts", Listener.some().fields());
      assertThat(registration.status()).isEqualTo(429);
      Reply page = player.post(clef.client(), "/sign-in", "name=" + known.name() + "&password=x");
      assertThat(page.status()).isEqualTo(429);
      assertThat(page.header("retry-after")).matches(SOON);
      assertThat(page.header("content-security-policy")).contains("style-src 'self'");
      assertThat(page.text()).contains("Too many people are here just now.");
      assertThat(clef.data().count(ENTRIES)).as("no attempt of anybody").isEqualTo(entries);
      assertThat(clef.data().count(STUCK)).as("connections that wait").isEqualTo(2);

      Reply renewed = player.refresh(tokens.json().path("refresh_token").asString());
      assertThat(renewed.status()).isEqualTo(200);
      String access = renewed.json().path("access_token").asString();
      assertThat(player.userInfo(access).status()).isEqualTo(200);
      assertThat(introspected(service, access).json().path("active").asBoolean()).isTrue();
      assertThat(service.token(Map.of("grant_type", "client_credentials")).status()).isEqualTo(200);
      assertThat(clef.client().get("/sign-in").status()).isEqualTo(200);
      held.rollback();
    }
    for (CompletableFuture<Answer> one : stuck) {
      assertThat(one.get().status()).isEqualTo(200);
    }
    assertThat(clef.data().count(SESSIONS)).isEqualTo(sessions + 4);
    assertThat(known.signIn(clef.client()).status()).isEqualTo(200);
  }

  @Test
  void of_a_storm_everybody_gets_in_who_comes_again_and_each_once() throws Exception {
    List<Listener> people = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      people.add(Listener.some().registered(clef.client()));
    }
    long sessions = clef.data().count(SESSIONS);
    double before = refused("hashing");
    List<CompletableFuture<Integer>> storm =
        people.stream().map(one -> later(() -> comingAgain(one))).toList();
    int asked = 0;
    for (CompletableFuture<Integer> one : storm) {
      asked += one.get();
    }
    assertThat(asked).as("some were refused").isGreaterThan(people.size());
    assertThat(refused("hashing") - before).isEqualTo(asked - people.size());
    assertThat(clef.data().count(SESSIONS)).isEqualTo(sessions + people.size());
    Awaitility.await().until(() -> running("hashing") == 0);
  }

  /** How often somebody asked until they were signed in. */
  private int comingAgain(Listener one) {
    for (int asked = 1; ; asked++) {
      Answer answer = one.signIn(clef.client());
      if (answer.status() == 200) {
        return asked;
      }
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsKey("retry-after");
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void who_only_waits_for_the_even_time_holds_no_place() throws Exception {
    Listener one = Listener.some().registered(clef.client());
    double before = meters.timer("clef.passwords.hash").count();
    CompletableFuture<Answer> answer = later(() -> one.signIn(clef.client()));
    Awaitility.await().until(() -> meters.timer("clef.passwords.hash").count() > before);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> running("hashing") == 0 || answer.isDone());
    assertThat(answer).as("the place is free before the answer is there").isNotDone();
    assertThat(answer.get().status()).isEqualTo(200);
  }

  @Test
  void applications_are_told_in_their_words_and_sign_ins_go_on() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    RelyingParty service = service();
    Reply tokens = player.redeem(player.code(Listener.some().signedIn(clef.client())));
    String access = tokens.json().path("access_token").asString();
    Listener known = Listener.some().registered(clef.client());
    List<CompletableFuture<Reply>> stuck = new ArrayList<>();
    try (Connection held = holding("openid.token_family", "access exclusive")) {
      for (int i = 0; i < 2; i++) {
        stuck.add(later(() -> service.token(Map.of("grant_type", "client_credentials"))));
        stuck.add(later(() -> introspected(service, access)));
      }
      awaitFull("tokens", 1, 1);
      awaitFull("introspection", 1, 1);
      for (Reply refused :
          List.of(
              service.token(Map.of("grant_type", "client_credentials")),
              introspected(service, access),
              player.userInfo(access))) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEqualTo("{\"error\":\"temporarily_unavailable\"}");
        assertThat(refused.header("retry-after")).matches(SOON);
        assertThat(refused.header("cache-control")).isEqualTo("no-store");
      }
      Reply script = player.fromOrigin("POST", "/oauth2/token", "https://other.example.com");
      assertThat(script.status()).isEqualTo(429);
      assertThat(script.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(script.header("access-control-expose-headers")).isEqualTo("Retry-After");
      assertThat(known.signIn(clef.client()).status()).isEqualTo(200);
      held.rollback();
    }
    for (CompletableFuture<Reply> one : stuck) {
      assertThat(one.get().status()).isEqualTo(200);
    }
  }

  private RelyingParty service() {
    return RelyingParty.added(
        clef, Map.of("name", "Gateway", "kind", "service", "scopes", List.of("read")));
  }

  private static Reply introspected(RelyingParty service, String access) {
    return service.form("/oauth2/introspect", Map.of("token", access));
  }

  /** Somebody who has locked a table. */
  private Connection holding(String table, String mode) throws SQLException {
    Connection connection = TestPostgres.clusters().superuser(clef.databases().data());
    connection.setAutoCommit(false);
    try (Statement lock = connection.createStatement()) {
      lock.execute("lock table " + table + " in " + mode + " mode");
    }
    return connection;
  }

  private static <T> CompletableFuture<T> later(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
  }

  private void awaitFull(String lane, int running, int waiting) {
    Awaitility.await()
        .untilAsserted(() -> {
          assertThat(running(lane)).isEqualTo(running);
          assertThat(gauge("clef.lane.waiting", lane)).isEqualTo(waiting);
        });
  }

  private double running(String lane) {
    return gauge("clef.lane.running", lane);
  }

  private double gauge(String name, String lane) {
    return meters.get(name).tag("lane", lane).gauge().value();
  }

  private double refused(String lane) {
    return meters.get("clef.lane.refused").tag("lane", lane).counter().count();
  }
}

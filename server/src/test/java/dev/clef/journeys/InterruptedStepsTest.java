package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.Accounts;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Faults;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * The protocols over two databases, interrupted before each of their steps in turn. Afterwards the
 * upkeep runs as it does every few seconds, and what was asked for is wholly there or wholly not.
 */
@ClefServer
class InterruptedStepsTest {

  private static final Duration LONG_ENOUGH_FOR_UPKEEP = Duration.ofMinutes(2);
  private static final int MOST_STEPS = 40;

  private final Running clef;
  private final Faults faults;
  private final ScheduledTaskHolder upkeep;
  private final Accounts accounts;
  private final Client operator;

  @Autowired
  InterruptedStepsTest(Running clef, Faults faults, ScheduledTaskHolder upkeep, Accounts accounts) {
    this.clef = clef;
    this.operator = clef.operator();
    this.faults = faults;
    this.upkeep = upkeep;
    this.accounts = accounts;
  }

  @AfterEach
  void revive() {
    faults.revive();
  }

  @Test
  void a_registration_is_there_or_its_name_is_free() {
    int steps =
        atEveryStep(step -> {
          Listener anna = Listener.some();
          boolean died =
              dying(step, () -> clef.client().post("/api/v1/accounts", anna.fields()), 201);
          Answer signIn = anna.signIn(clef.client());
          if (died) {
            assertThat(signIn.code()).as("step " + step).isEqualTo("wrong_credentials");
            anna.registered(clef.client());
          }
          Client browser = clef.client();
          assertThat(anna.signIn(browser).status()).isEqualTo(200);
          assertThat(browser.get("/api/v1/me").json().get("address").asString())
              .isEqualTo(anna.field("address"));
          return died;
        });
    assertThat(steps).isGreaterThanOrEqualTo(2);
    assertNothingIsLeftOver();
  }

  @Test
  void a_reaper_that_died_between_its_two_steps_is_followed_by_one_that_finishes() {
    Listener emil = diesAfterTheKeysAreStored();
    Object orphan = clef.keys().one("select person_id from keys.person_key where not confirmed");
    assertThat(accounts.fenceAbsent(List.of((UUID) orphan), "eu", clef.clock().instant()))
        .containsExactly((UUID) orphan);
    assertThat(clef.client().post("/api/v1/accounts", emil.fields()).text()).contains("taken");
    assertNothingIsLeftOver();
    emil.registered(clef.client());
  }

  private Listener diesAfterTheKeysAreStored() {
    // The first person of a shard needs connections of its own, for the shard's key.
    while (clef.keys().count("select count(*) from keys.branch_key") < 16) {
      Listener.some().registered(clef.client());
    }
    assertNothingIsLeftOver();
    for (int step = 1; step < MOST_STEPS; step++) {
      Listener listener = Listener.some();
      faults.dieAfter(step);
      clef.client().post("/api/v1/accounts", listener.fields());
      assertThat(faults.revive()).isTrue();
      if (clef.keys().count("select count(*) from keys.person_key where not confirmed") == 1) {
        return listener;
      }
    }
    throw new AssertionError("no step comes after the keys");
  }

  @Test
  void a_correction_is_there_whole_or_not_at_all_and_its_name_is_free() {
    int steps =
        atEveryStep(step -> {
          Listener bert = Listener.some();
          Listener renamed = bert.with("username", "new-" + bert.name());
          Client browser = bert.signedIn(clef.client());
          Map<String, String> correction =
              Map.of(
                  "username",
                  renamed.name(),
                  "given_name",
                  "new",
                  "birth_date",
                  "1980-01-01",
                  "email",
                  "new-" + bert.field("email"));
          boolean died = dying(step, () -> browser.patch("/api/v1/me", correction), 200);
          var me = browser.get("/api/v1/me").json();
          boolean happened = me.get("given_name").asString().equals("new");
          assertThat(died || happened).isTrue();
          Listener now = happened ? renamed : bert;
          assertThat(me.get("username").asString()).isEqualTo(now.name());
          assertThat(me.get("birth_date").asString())
              .isEqualTo(happened ? "1980-01-01" : bert.field("birth_date"));
          assertThat(now.signIn(clef.client()).status()).isEqualTo(200);
          (happened ? bert : renamed).registered(clef.client());
          assertThat(browser.patch("/api/v1/me", Map.of("given_name", "newest")).status())
              .as("the next correction")
              .isEqualTo(200);
          assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
          return died;
        });
    assertThat(steps).isGreaterThanOrEqualTo(3);
    assertNothingIsLeftOver();
  }

  @Test
  void an_erasure_is_finished_once_it_is_begun() {
    int steps =
        atEveryStep(step -> {
          Listener carla = Listener.some();
          Client browser = carla.signedIn(clef.client());
          UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
          boolean died =
              dying(
                  step,
                  () -> browser.delete("/api/v1/me", Map.of("password", carla.password())),
                  200);
          boolean begun =
              clef.data().count("select count(*) from rights.erasure where user_id = ?", id) == 1;
          assertThat(died || begun).isTrue();
          if (begun) {
            assertThat(browser.get("/api/v1/me").code()).isEqualTo("not_signed_in");
            assertThat(carla.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
            assertThat(
                    clef.keys()
                            .count("select count(*) from keys.person_key where person_id = ?", id)
                        + clef.data()
                            .count("select count(*) from vault.field where user_id = ?", id))
                .isZero();
            carla.registered(clef.client());
          } else {
            assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
          }
          return died;
        });
    assertThat(steps).isGreaterThanOrEqualTo(5);
    assertThat(clef.data().count("select count(*) from rights.erasure where entry_id is null"))
        .isZero();
  }

  @Test
  void erasures_of_many_are_finished_once_they_are_begun() {
    int steps =
        atEveryStep(step -> {
          List<UUID> people =
              Stream.generate(() -> Listener.some().signedIn(clef.client()))
                  .limit(3)
                  .map(one ->
                      UUID.fromString(one.get("/api/v1/me").json().get("user_id").asString()))
                  .toList();
          boolean died =
              dying(
                  step,
                  () ->
                      operator.post(
                          "/api/v1/erasures", Map.of("reason", "order", "people", people)),
                  200);
          long begun = of(clef.data(), "rights.erasure", "user_id", people);
          assertThat(begun).as("all of them or none").isIn(0L, 3L);
          assertThat(died || begun == 3).isTrue();
          assertThat(of(clef.keys(), "keys.person_key", "person_id", people)).isEqualTo(3 - begun);
          assertThat(of(clef.data(), "vault.field", "user_id", people) == 0).isEqualTo(begun == 3);
          return died;
        });
    assertThat(steps).isGreaterThanOrEqualTo(5);
    assertThat(clef.data().count("select count(*) from rights.erasure where entry_id is null"))
        .isZero();
  }

  private static long of(Running.Sql database, String table, String column, List<UUID> people) {
    return people.stream()
        .mapToLong(person ->
            database.count("select count(*) from " + table + " where " + column + " = ?", person))
        .sum();
  }

  @Test
  void a_change_of_the_password_leaves_one_that_works() {
    int steps =
        atEveryStep(step -> {
          Listener dora = Listener.some();
          Listener changed = dora.with("password", "another password");
          Client browser = dora.signedIn(clef.client());
          boolean died =
              dying(
                  step,
                  () ->
                      browser.put(
                          "/api/v1/me/password",
                          Map.of(
                              "current_password", dora.password(),
                              "new_password", changed.password())),
                  204);
          int before = dora.signIn(clef.client()).status();
          int after = changed.signIn(clef.client()).status();
          assertThat(before + after).as("step " + step).isEqualTo(200 + 401);
          assertThat(died || after == 200).isTrue();
          return died;
        });
    assertThat(steps).isGreaterThanOrEqualTo(4);
  }

  /** Something that happens at a step; says whether the process died before the end. */
  private interface Attempt {
    boolean at(int step);
  }

  private static int atEveryStep(Attempt attempt) {
    for (int step = 0; step < MOST_STEPS; step++) {
      if (!attempt.at(step)) {
        return step;
      }
    }
    throw new AssertionError("it never comes to an end");
  }

  private boolean dying(int connections, Supplier<Answer> request, int otherwise) {
    faults.dieAfter(connections);
    Answer answer = request.get();
    boolean died = faults.revive();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(died ? 503 : otherwise);
    clef.clock().advance(LONG_ENOUGH_FOR_UPKEEP);
    upkeep.getScheduledTasks().forEach(task -> task.getTask().getRunnable().run());
    return died;
  }

  private void assertNothingIsLeftOver() {
    assertThat(
            clef.keys().count("select count(*) from keys.version_head where pending is not null"))
        .isZero();
    assertThat(clef.keys().count("select count(*) from keys.blind_index where pending")).isZero();
    clef.clock().advance(LONG_ENOUGH_FOR_UPKEEP);
    upkeep.getScheduledTasks().forEach(task -> task.getTask().getRunnable().run());
    assertThat(clef.keys().count("select count(*) from keys.person_key where not confirmed"))
        .isZero();
  }
}

package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.LogVerdict;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The operator erases many people with one call. */
@ClefServer
class MassErasureTest {

  private static final String PATH = "/api/v1/erasures";

  private final Running clef;
  private final Client operator;

  @Autowired
  MassErasureTest(Running clef) {
    this.clef = clef;
    this.operator = clef.operator();
  }

  /** Somebody registered and signed in. */
  private record Person(Listener listener, Client browser, UUID id) {}

  private Person person() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    return new Person(listener, browser, id);
  }

  @Test
  void many_are_erased_at_once_and_each_gets_a_certificate() {
    List<Person> people = Stream.generate(this::person).limit(4).toList();
    Person bystander = person();
    UUID nobody = UUID.randomUUID();
    List<UUID> named = new ArrayList<>(people.stream().map(Person::id).toList());
    named.add(1, nobody);
    JsonNode first = erase("retention", named);
    assertThat(first.valueStream().map(one -> one.get("user_id").asString()))
        .containsExactlyElementsOf(named.stream().map(UUID::toString).toList());
    assertThat(first.get(1).get("known").asBoolean()).isFalse();
    assertThat(first.get(1).has("certificate_id")).isFalse();
    for (Person person : people) {
      assertThat(person.browser().get("/api/v1/me").code()).isEqualTo("not_signed_in");
      assertThat(person.listener().signIn(clef.client()).code()).isEqualTo("wrong_credentials");
      assertThat(left(person.id())).isZero();
      person.listener().registered(clef.client()); // the name is free
    }
    assertThat(bystander.browser().get("/api/v1/me").status()).isEqualTo(200);
    assertThat(erase("retention", named)).as("the same certificates").isEqualTo(first);
    for (int i : new int[] {0, 2, 3, 4}) {
      assertThat(event(first.get(i).get("certificate_id").asString()))
          .containsEntry("type", "person.erased")
          .containsEntry("stage", "1");
    }
    assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
  }

  @Test
  void a_dry_run_says_who_is_known_and_erases_nobody() {
    Person person = person();
    Answer answer =
        operator.post(
            PATH,
            Map.of(
                "reason",
                "order",
                "people",
                List.of(person.id(), UUID.randomUUID()),
                "dry_run",
                true));
    assertThat(answer.status()).isEqualTo(200);
    JsonNode people = answer.json().get("people");
    assertThat(people.get(0).get("known").asBoolean()).isTrue();
    assertThat(people.get(1).get("known").asBoolean()).isFalse();
    assertThat(people.get(0).has("certificate_id")).isFalse();
    assertThat(person.browser().get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void somebody_whose_keys_are_damaged_can_be_erased_too() {
    Person damaged = person();
    Person lost = person();
    clef.keys()
        .update(
            "update keys.person_key set wrapped_data_key = decode(repeat('01', 62), 'hex')"
                + " where person_id = ?",
            damaged.id());
    clef.keys().update("delete from keys.person_key where person_id = ?", lost.id());
    JsonNode people = erase("request", List.of(damaged.id(), lost.id()));
    for (JsonNode person : people) {
      assertThat(event(person.get("certificate_id").asString()))
          .containsEntry("type", "person.erased");
    }
    assertThat(left(damaged.id()) + left(lost.id())).isZero();
  }

  @Test
  void a_call_that_cannot_be_understood_erases_nobody() {
    Person person = person();
    List<UUID> one = List.of(person.id());
    List<UUID> tooMany = Stream.generate(UUID::randomUUID).limit(501).toList();
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("people", one),
            Map.of("people", one, "reason", "boredom"),
            Map.of("reason", "order"),
            Map.of("reason", "order", "people", List.of()),
            Map.of("reason", "order", "people", tooMany),
            Map.of("reason", "order", "people", Collections.singletonList(null)))) {
      assertThat(operator.post(PATH, wrong).code())
          .as(wrong.keySet().toString())
          .isEqualTo("invalid_fields");
    }
    Answer nonsense =
        operator.post(PATH, Map.of("reason", "order", "people", List.of("anna", person.id())));
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.text()).doesNotContain("anna");
    assertThat(person.browser().get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void only_the_operator_may() {
    Person person = person();
    Map<String, Object> call = Map.of("reason", "order", "people", List.of(person.id()));
    assertThat(clef.client().post(PATH, call).status()).isEqualTo(401);
    assertThat(person.browser().post(PATH, call).status()).isEqualTo(403);
    assertThat(person.browser().get("/api/v1/me").status()).isEqualTo(200);
  }

  private JsonNode erase(String reason, List<UUID> people) {
    Answer answer = operator.post(PATH, Map.of("reason", reason, "people", people));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().get("people");
  }

  /** Rows that are still about somebody. */
  private long left(UUID person) {
    return Stream.of("person_key", "version_head", "blind_index")
            .mapToLong(table ->
                clef.keys()
                    .count("select count(*) from keys." + table + " where person_id = ?", person))
            .sum()
        + Stream.of("vault.field", "identity.session", "identity.imported")
            .mapToLong(table ->
                clef.data().count("select count(*) from " + table + " where user_id = ?", person))
            .sum();
  }

  private Map<String, String> event(String certificateId) {
    Answer answer =
        Awaitility.await()
            .until(() -> clef.client().get(PATH + "/" + certificateId), it -> it.status() == 200);
    return CanonicalMap.decode(Base64.getDecoder().decode(answer.json().get("event").asString()))
        .entries();
  }
}

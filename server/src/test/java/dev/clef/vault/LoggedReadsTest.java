package dev.clef.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonRef;
import dev.clef.subject.SubjectId;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Reads of one moment, each of its own person, with its own decision and its own entry. */
@ClefServer
class LoggedReadsTest {

  private static final int ROUNDS = 20;
  private static final Set<String> FIELDS = Set.of("email", "username", "display_name");

  private final Running clef;
  private final Vault vault;

  @Autowired
  LoggedReadsTest(Running clef, Vault vault) {
    this.clef = clef;
    this.vault = vault;
  }

  private record Person(SubjectId subject, Listener listener) {}

  @Test
  void everybody_is_told_about_one_person_and_leaves_one_entry() throws Exception {
    List<Person> people = people(8);
    long before = entries();
    Set<UUID> known = new HashSet<>();
    for (Map.Entry<Person, Map<String, FieldValue>> told : readTogether(people).entrySet()) {
      Listener listener = told.getKey().listener();
      assertThat(text(told.getValue(), "email")).isEqualTo(listener.field("email"));
      assertThat(text(told.getValue(), "username")).isEqualTo(listener.name());
      assertThat(told.getValue()).as("holds nothing").doesNotContainKey("locale");
      known.add(told.getKey().subject().value());
    }
    assertThat(known).hasSize(8);
    assertThat(entries() - before).isEqualTo(8 * ROUNDS);
    assertThat(
            clef.data()
                .count(
                    """
                    select count(*) from audit.activity a join audit.entry e
                      on e.entry_id = a.entry_id and e.at = a.at
                    """))
        .as("each is found under its time")
        .isEqualTo(clef.data().count("select count(*) from audit.activity"));
  }

  @Test
  void who_is_restricted_or_erased_is_refused_and_the_others_are_not() throws Exception {
    List<Person> people = people(6);
    set(people.get(1), "restricted = true");
    set(people.get(3), "erased = true");
    set(people.get(4), "purposes = array_remove(purposes, 'application')");
    Map<Person, Map<String, FieldValue>> told = readTogether(people);
    assertThat(told.keySet())
        .containsExactlyInAnyOrder(people.get(0), people.get(2), people.get(5));
    told.forEach((person, values) ->
        assertThat(text(values, "email")).isEqualTo(person.listener().field("email")));
  }

  /** A plan for every number of fields would cost more than the read itself. */
  @Test
  void the_database_keeps_one_plan_for_any_number_of_fields() throws Exception {
    try (Connection connection = clef.data().open()) {
      SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
      VaultStore store = new VaultStore(JdbcClient.create(one), one, clef.clock());
      PersonRef nobody = new PersonRef("default", new UUID(0, 1));
      AuditLog.Prepared entry =
          new AuditLog.Prepared(
              UUID.randomUUID(), clef.clock().instant(), new byte[1], null, null, new byte[1]);
      for (int i = 0; i < 30; i++) {
        assertThat(store.readLogged(nobody, access(), FIELDS, entry)).isEmpty();
        assertThat(store.read(nobody, access(), FIELDS)).isEmpty();
        assertThat(store.readAgain(nobody, FIELDS)).isEmpty();
      }
      assertThat(
              JdbcClient.create(one)
                  .sql(
                      """
                      select custom_plans from pg_prepared_statements
                      where statement like '%vault.read_state%'
                      """)
                  .query((row, n) -> row.getLong(1))
                  .list())
          .hasSize(3)
          .containsOnly(5L);
    }
  }

  /** What each was told in the end; whoever was refused is left out, and was so every time. */
  private Map<Person, Map<String, FieldValue>> readTogether(List<Person> people) throws Exception {
    Map<Person, Map<String, FieldValue>> told = new HashMap<>();
    Map<Person, Integer> refused = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Future<Map<String, FieldValue>>, Person> reads = new HashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Person person : people) {
          reads.put(threads.submit(() -> vault.read(person.subject(), FIELDS, access())), person);
        }
      }
      for (Map.Entry<Future<Map<String, FieldValue>>, Person> one : reads.entrySet()) {
        try {
          told.put(one.getValue(), one.getKey().get());
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(AccessDenied.class);
          refused.merge(one.getValue(), 1, Integer::sum);
        }
      }
    }
    assertThat(refused.values()).allMatch(times -> times == ROUNDS);
    assertThat(told.keySet()).noneMatch(refused::containsKey);
    return told;
  }

  private static String text(Map<String, FieldValue> values, String field) {
    return Objects.requireNonNull(values.get(field)).text();
  }

  private static Access access() {
    return Access.application("an application");
  }

  private List<Person> people(int count) {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Listener listener = Listener.some();
      String id =
          listener.signedIn(clef.client()).get("/api/v1/me").json().path("user_id").asString();
      people.add(new Person(new SubjectId(UUID.fromString(id)), listener));
    }
    return people;
  }

  private void set(Person person, String what) {
    assertThat(
            clef.data()
                .update(
                    "update vault.read_state set " + what + " where user_id = ?",
                    person.subject().value()))
        .isOne();
  }

  private long entries() {
    return clef.data().count("select count(*) from audit.entry where person_part is not null");
  }
}

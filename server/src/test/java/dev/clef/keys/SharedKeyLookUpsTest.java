package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.subject.Tenant;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Many people whose keys are in no memory, asked for at once. */
@ClefServer
class SharedKeyLookUpsTest {

  private static final int PEOPLE = 200;
  private static final String LOOK_UPS =
      """
      select count(*) from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%from keys.epoch e%join keys.person_key k%'
      """;

  private final Running clef;
  private final PersonKeys keys;

  @Autowired
  SharedKeyLookUpsTest(Running clef, PersonKeys keys) {
    this.clef = clef;
    this.keys = keys;
  }

  /** Signing in, and all else that opens something, needs connections to the keys, too. */
  @Test
  void a_storm_of_people_takes_two_connections_to_the_keys_and_everybody_has_their_answer()
      throws Exception {
    List<Future<PersonKey>> storm;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Connection holder = clef.keys().open();
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("lock table keys.person_key in access exclusive mode");
        storm =
            Stream.generate(() -> new PersonRef(Tenant.DEFAULT.id(), UUID.randomUUID()))
                .limit(PEOPLE)
                .map(person -> threads.submit(() -> keys.get(person)))
                .toList();
        Awaitility.await().until(() -> clef.keys().count(LOOK_UPS) == 2);
        Awaitility.await()
            .during(Duration.ofSeconds(1))
            .until(() -> clef.keys().count(LOOK_UPS) == 2);
        assertThat(storm).noneMatch(Future::isDone);
        holder.rollback();
      }
      for (Future<PersonKey> one : storm) {
        assertThatThrownBy(one::get).hasCauseInstanceOf(KeyUnavailable.class);
      }
    }
  }
}

package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Many hands on one person. */
@ClefServer
class ConcurrencyTest {

  private static final int THREADS = 16;

  /** More than the queue of the hashing pool takes. */
  private static final int SIGN_INS = 500;

  private static final Duration TIME = Duration.ofSeconds(5);

  private final Running clef;

  @Autowired
  ConcurrencyTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void corrections_and_reads_of_one_person_disturb_each_other_not() throws Exception {
    Listener anna = Listener.some();
    Client one = anna.signedIn(clef.client());
    Client two = clef.client();
    anna.signIn(two);
    UUID id = UUID.fromString(one.get("/api/v1/me").json().get("user_id").asString());
    AtomicInteger corrections = new AtomicInteger();
    Queue<Answer> wrong = new ConcurrentLinkedQueue<>();
    Queue<String> backwards = new ConcurrentLinkedQueue<>();
    AtomicBoolean end = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Client browser = i % 2 == 0 ? one : two;
      boolean corrects = i < THREADS / 2;
      String field = i % 4 == 0 ? "given_name" : "address";
      threads.add(
          Thread.startVirtualThread(() -> {
            while (!end.get()) {
              Answer answer =
                  corrects
                      ? browser.patch(
                          "/api/v1/me", Map.of(field, "value " + corrections.incrementAndGet()))
                      : browser.get("/api/v1/me");
              if (answer.status() != 200) {
                wrong.add(answer);
              }
            }
          }));
    }
    threads.add(
        Thread.startVirtualThread(() -> {
          long last = 0;
          while (!end.get()) {
            long now = version(id);
            if (now < last) {
              backwards.add(last + " then " + now);
            }
            last = now;
            pause();
          }
        }));
    Thread.sleep(TIME);
    end.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(backwards).isEmpty();
    assertThat(
            clef.data()
                .count(
                    "select sum(version) - 2 from vault.field where user_id = ?"
                        + " and name in ('given_name', 'address')",
                    id))
        .as("each correction counts once")
        .isEqualTo(corrections.get());
    assertThat(one.get("/api/v1/me").status()).isEqualTo(200);
    System.out.printf("%d corrections of one person in %s%n", corrections.get(), TIME);
  }

  @Test
  void whoever_reads_while_a_person_is_erased_gets_the_data_or_nothing() throws Exception {
    for (int round = 0; round < 5; round++) {
      Listener bert = Listener.some();
      Client browser = bert.signedIn(clef.client());
      AtomicBoolean end = new AtomicBoolean();
      Queue<String> answers = new ConcurrentLinkedQueue<>();
      List<Thread> readers = new ArrayList<>();
      for (String path : List.of("", "/sessions", "/export", "/activity", "", "")) {
        readers.add(
            Thread.startVirtualThread(() -> {
              while (!end.get()) {
                Answer answer = browser.get("/api/v1/me" + path);
                answers.add(answer.status() == 200 ? "200" : answer.code());
              }
            }));
      }
      Thread.sleep(50);
      assertThat(browser.delete("/api/v1/me", Map.of("password", bert.password())).status())
          .isEqualTo(200);
      end.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(answers).isSubsetOf("200", "not_signed_in").contains("200");
    }
  }

  @Test
  void more_sign_ins_than_the_processors_take_are_asked_to_come_back() throws Exception {
    Listener carla = Listener.some().registered(clef.client());
    Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    // A connection takes 100 requests at a time, fewer when it is new.
    List<Client> connections =
        Stream.generate(() -> Client.alone(clef.port(), "many", HttpClient.Version.HTTP_2))
            .limit(12)
            .toList();
    connections.forEach(connection -> connection.get("/api/v1/me"));
    for (int i = 0; i < SIGN_INS; i++) {
      Client browser = connections.get(i % connections.size()).another("one of many");
      threads.add(Thread.startVirtualThread(() -> answers.add(carla.signIn(browser))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    connections.forEach(Client::close);
    assertThat(answers).hasSize(SIGN_INS).anyMatch(answer -> answer.status() == 200);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 200)
        .isNotEmpty()
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(429);
          assertThat(answer.code()).isEqualTo("busy");
          assertThat(Integer.parseInt(answer.headers().getOrDefault("retry-after", "")))
              .isPositive();
        });
  }

  @Test
  void a_sign_in_at_the_moment_of_an_erasure_leaves_no_session() throws Exception {
    Listener dora = Listener.some();
    Client browser = dora.signedIn(clef.client());
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    try (Connection erasing = TestPostgres.clusters().superuser(clef.databases().data());
        var statement = erasing.createStatement()) {
      erasing.setAutoCommit(false);
      statement.executeUpdate(
          "update identity.account set status = 'erased' where user_id = '" + id + "'");
      statement.executeUpdate("delete from identity.session where user_id = '" + id + "'");
      Thread.startVirtualThread(() -> answers.add(dora.signIn(clef.client())));
      assertThat(answers.poll(2, TimeUnit.SECONDS)).as("it waits for the erasure").isNull();
      erasing.commit();
    }
    assertThat(answers.take().code()).isEqualTo("wrong_credentials");
    assertThat(clef.data().count("select count(*) from identity.session where user_id = ?", id))
        .isZero();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long version(UUID id) {
    return clef.data()
        .count("select version from vault.field where user_id = ? and name = 'given_name'", id);
  }
}

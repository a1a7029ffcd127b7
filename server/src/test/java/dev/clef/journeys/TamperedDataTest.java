package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Somebody with the passwords of the databases moves ciphertexts about: every component they are
 * bound to, one by one. Nothing is read, the answer is always the same, and it is in the log.
 */
@ClefServer
class TamperedDataTest {

  private static final Duration UNTIL_KEYS_ARE_READ_AGAIN = Duration.ofSeconds(6);
  private static final String ROW = " where user_id = ? and name = 'given_name'";

  private static @Nullable Person somebodyElse;

  private final Running clef;

  @Autowired
  TamperedDataTest(Running clef) {
    this.clef = clef;
  }

  /** What is done to {@code victim}, with the help of {@code other}. */
  interface Tampering {
    void with(Running clef, UUID victim, UUID other);
  }

  /** Somebody registered and signed in. */
  private record Person(Listener listener, Client browser, UUID id) {}

  @ParameterizedTest
  @MethodSource("tamperingsWithData")
  void no_row_that_was_touched_is_read(Tampering tampering) {
    Person victim = person();
    Person other = other();
    assertThat(victim.browser().patch("/api/v1/me", Map.of("given_name", "Newer")).status())
        .isEqualTo(200);
    tampering.with(clef, victim.id(), other.id());
    clef.clock().advance(UNTIL_KEYS_ARE_READ_AGAIN);
    assertUnreadable(victim.browser().get("/api/v1/me"), victim.listener());
    assertUnreadable(victim.browser().get("/api/v1/me/export"), victim.listener());
    assertThat(
            victim
                .browser()
                .get("/api/v1/me/activity")
                .json()
                .get("items")
                .findValuesAsString("what"))
        .filteredOn("data.corrupt"::equals)
        .hasSize(2);
    assertUnreadable(
        victim.browser().patch("/api/v1/me", Map.of("country", "FR")), victim.listener());
  }

  static Stream<Named<Tampering>> tamperingsWithData() {
    List<Named<Tampering>> all = new ArrayList<>();
    all.add(
        data(
            "ciphertexts of two persons swapped",
            """
            update vault.field f set ciphertext = g.ciphertext, version = g.version
            from vault.field g where f.name = 'family_name' and g.name = 'family_name'
              and f.user_id = ? and g.user_id = ?
            """,
            true));
    all.add(
        data(
            "ciphertexts of two fields swapped",
            """
            update vault.field f set ciphertext = g.ciphertext
            from vault.field g where f.user_id = g.user_id and f.user_id = ?
              and (f.name, g.name) in (('country', 'locale'), ('locale', 'country'))
            """,
            false));
    all.add(data("a row deleted", "delete from vault.field" + ROW, false));
    all.add(data("all rows deleted", "delete from vault.field where user_id = ?", false));
    all.add(data("the version raised", "update vault.field set version = 3" + ROW, false));
    all.add(data("the version lowered", "update vault.field set version = 1" + ROW, false));
    all.add(
        data(
            "a version beyond all",
            "update vault.field set version = 9223372036854775807" + ROW,
            false));
    all.add(data("renamed", "update vault.field set name = 'imported.given_name'" + ROW, false));
    all.add(data("emptied", "update vault.field set ciphertext = ''" + ROW, false));
    for (int kept : new int[] {1, 69, 70, 85}) {
      all.add(
          data(
              "cut to " + kept + " bytes",
              "update vault.field set ciphertext = substr(ciphertext, 1, %d)".formatted(kept) + ROW,
              false));
    }
    for (int at : new int[] {0, 1, 2, 5, 6, 21, 22, 53, 54, 69, 70, 85}) {
      all.add(
          data(
              "byte " + at + " flipped",
              "update vault.field set ciphertext = set_byte(ciphertext, %1$d, get_byte(ciphertext, %1$d) # 1)"
                      .formatted(at)
                  + ROW,
              false));
    }
    all.add(
        named(
            "another person's row in place of the own",
            (clef, victim, other) -> {
              clef.data().update("delete from vault.field" + ROW, victim);
              clef.data()
                  .update(
                      """
                      insert into vault.field
                      select tenant_id, ?, name, 2, ciphertext, origin, written_at
                      from vault.field where user_id = ? and name = 'given_name'
                      """,
                      victim,
                      other);
            }));
    return all.stream();
  }

  private static Named<Tampering> data(String name, String sql, boolean both) {
    return named(
        name,
        (clef, victim, other) ->
            assertThat(
                    both ? clef.data().update(sql, victim, other) : clef.data().update(sql, victim))
                .isPositive());
  }

  @Test
  void an_older_version_put_back_is_recognised() {
    Person anna = person();
    Object old = clef.data().one("select ciphertext from vault.field" + ROW, anna.id());
    anna.browser().patch("/api/v1/me", Map.of("given_name", "Newer"));
    clef.data().update("update vault.field set ciphertext = ?, version = 1" + ROW, old, anna.id());
    assertUnreadable(anna.browser().get("/api/v1/me"), anna.listener());
    clef.data().update("update vault.field set ciphertext = ?, version = 2" + ROW, old, anna.id());
    assertUnreadable(anna.browser().get("/api/v1/me"), anna.listener());
  }

  @ParameterizedTest
  @MethodSource("tamperingsWithKeys")
  void no_key_that_was_touched_opens_anything(Tampering tampering) {
    Person victim = person();
    Person other = other();
    tampering.with(clef, victim.id(), other.id());
    clef.clock().advance(UNTIL_KEYS_ARE_READ_AGAIN);
    String entries = "select count(*) from audit.entry";
    long before = clef.data().count(entries);
    assertUnreadable(victim.browser().get("/api/v1/me"), victim.listener());
    assertThat(clef.data().count(entries)).as("the entry about it").isEqualTo(before + 1);
  }

  static Stream<Named<Tampering>> tamperingsWithKeys() {
    return Stream.of(
        keys("the data key zeroed", "wrapped_data_key = decode(repeat('00', 62), 'hex')"),
        keys(
            "the data key flipped",
            "wrapped_data_key = set_byte(wrapped_data_key, 30, get_byte(wrapped_data_key, 30) # 1)"),
        keys("the data key cut", "wrapped_data_key = substr(wrapped_data_key, 1, 61)"),
        keys(
            "the commitment key flipped",
            "wrapped_commitment_key = set_byte(wrapped_commitment_key, 61, get_byte(wrapped_commitment_key, 61) # 1)"),
        keys(
            "the two keys of a person swapped",
            "wrapped_data_key = wrapped_commitment_key, wrapped_commitment_key = wrapped_data_key"),
        keys("another shard", "shard = (shard + 1) % 16"),
        keys("a shard there is not", "shard = 77"),
        keys("another branch version", "branch_version = 2"),
        keys("another key version", "data_key_version = 2"),
        named(
            "keys of two persons swapped",
            (clef, victim, other) ->
                clef.keys()
                    .update(
                        """
                        update keys.person_key a set wrapped_data_key = b.wrapped_data_key,
                          wrapped_commitment_key = b.wrapped_commitment_key, shard = b.shard
                        from keys.person_key b where a.person_id = ? and b.person_id = ?
                        """,
                        victim,
                        other)),
        heads("the heads are no numbers", "heads = '{\"username\": \"x\"}'"),
        heads("the heads are a list", "heads = '[]'"));
  }

  private static Named<Tampering> keys(String name, String set) {
    return named(
        name,
        (clef, victim, other) ->
            assertThat(
                    clef.keys()
                        .update(
                            "update keys.person_key set " + set + " where person_id = ?", victim))
                .isOne());
  }

  private static Named<Tampering> heads(String name, String set) {
    return named(
        name,
        (clef, victim, other) ->
            assertThat(
                    clef.keys()
                        .update(
                            "update keys.version_head set " + set + " where person_id = ?", victim))
                .isOne());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update keys.version_head set heads = heads || '{\"username\": 2}' where person_id = ?",
        "update keys.version_head set heads = heads || '{\"username\": 0}' where person_id = ?",
        "update keys.version_head set heads = '{}' where person_id = ?",
        "delete from keys.version_head where person_id = ?"
      })
  void a_version_head_that_was_touched_is_not_believed(String sql) {
    Person anna = person();
    assertThat(clef.keys().update(sql, anna.id())).isOne();
    clef.clock().advance(UNTIL_KEYS_ARE_READ_AGAIN);
    assertUnreadable(anna.browser().get("/api/v1/me"), anna.listener());
  }

  @Test
  void a_person_without_a_key_is_refused() {
    Person anna = person();
    clef.keys().update("delete from keys.person_key where person_id = ?", anna.id());
    clef.clock().advance(UNTIL_KEYS_ARE_READ_AGAIN);
    assertThat(anna.browser().get("/api/v1/me").code()).isEqualTo("access_denied");
    assertThat(anna.browser().get("/api/v1/me/activity").code()).isEqualTo("data_unreadable");
  }

  @Test
  void neither_sessions_nor_entries_can_be_moved() {
    Person anna = person();
    anna.listener().signIn(Client.at(clef.port(), "another device"));
    clef.data()
        .update(
            """
            update identity.session s set device = t.device from identity.session t
            where s.user_id = ? and t.user_id = s.user_id and s.session_id <> t.session_id
            """,
            anna.id());
    assertUnreadable(anna.browser().get("/api/v1/me/sessions"), anna.listener());
    clef.data()
        .update(
            """
            update audit.entry set event_part = set_byte(event_part, 80, get_byte(event_part, 80) # 1)
            where entry_id in (select entry_id from audit.entry order by entry_id desc limit 1)
            """);
    assertUnreadable(anna.browser().get("/api/v1/me/activity"), anna.listener());
  }

  @Test
  void a_password_hash_of_somebody_else_signs_nobody_in() {
    Person anna = person();
    Person thief = person();
    clef.data()
        .update(
            """
            update vault.field a set ciphertext = b.ciphertext from vault.field b
            where a.name = 'hashed_password' and b.name = a.name and a.user_id = ? and b.user_id = ?
            """,
            anna.id(),
            thief.id());
    Answer answer =
        clef.client()
            .post(
                "/api/v1/sign-in",
                Map.of("name", anna.listener().name(), "password", thief.listener().password()));
    assertUnreadable(answer, anna.listener());
  }

  /** Somebody whose data helps, and is still read at the end. */
  private Person other() {
    Person other = somebodyElse;
    if (other == null) {
      other = person();
      somebodyElse = other;
    }
    assertThat(other.browser().get("/api/v1/me").status()).isEqualTo(200);
    return other;
  }

  private Person person() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    return new Person(listener, browser, UUID.fromString(id));
  }

  private static void assertUnreadable(Answer answer, Listener listener) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(500);
    assertThat(answer.withoutRequestId())
        .isEqualTo(
            "{\"type\":\"urn:clef:problem:data_unreadable\",\"title\":\"Stored data could not be"
                + " read. Nothing was changed.\",\"status\":500,\"code\":\"data_unreadable\","
                + "\"request_id\":\"\"}");
    assertThat(answer.text()).doesNotContain(listener.name());
  }
}

package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.platform.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PersonKeyCacheTest {

  private static final Duration KEEP_FOR = Duration.ofSeconds(5);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T08:00:00Z"));
  private final PersonKeyCache cache = new PersonKeyCache(clock, KEEP_FOR, 3, 100);

  @Test
  void a_key_is_kept_until_its_time_has_run_out_and_no_longer() {
    PersonKey key = key(1);
    put(key);
    clock.advance(KEEP_FOR.minusMillis(1));
    assertThat(cache.get(key.person())).isSameAs(key);
    clock.advance(Duration.ofMillis(1));
    assertThat(cache.get(key.person())).isNull();
  }

  @Test
  void use_does_not_prolong_the_time() {
    PersonKey key = key(1);
    put(key);
    for (int second = 0; second < 5; second++) {
      assertThat(cache.get(key.person())).isSameAs(key);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(cache.get(key.person())).isNull();
  }

  @Test
  void a_key_is_used_a_number_of_times_and_no_more() {
    PersonKey key = key(1);
    put(key);
    for (int use = 0; use < 100; use++) {
      assertThat(cache.get(key.person())).isSameAs(key);
    }
    assertThat(cache.get(key.person())).isNull();
  }

  @Test
  void a_dropped_key_is_overwritten_when_nobody_can_be_at_work_with_it() {
    PersonKey key = key(1);
    put(key);
    clock.advance(KEEP_FOR);
    cache.sweep();
    clock.advance(Duration.ofSeconds(19));
    cache.sweep();
    assertThat(key.commit(new byte[1])).hasSize(32);
    clock.advance(Duration.ofSeconds(1));
    cache.sweep();
    assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(() -> key.commit(new byte[1]));
  }

  @Test
  void an_erasure_reaches_keys_that_were_dropped_or_never_kept() {
    PersonKey forgotten = key(1);
    put(forgotten);
    long mark = cache.mark();
    cache.forget(forgotten.person());
    PersonKey late = key(1);
    cache.put(late, mark);
    cache.wipe(List.of(forgotten.person()));
    for (PersonKey key : List.of(forgotten, late)) {
      assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(() -> key.commit(new byte[1]));
    }
  }

  @Test
  void without_a_lease_nothing_is_left() {
    PersonKey first = key(1);
    PersonKey second = key(2);
    put(first);
    put(second);
    cache.forget(first.person());
    cache.wipeAll();
    for (PersonKey key : List.of(first, second)) {
      assertThat(cache.get(key.person())).isNull();
      assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(() -> key.commit(new byte[1]));
    }
  }

  @Test
  void a_full_cache_drops_what_was_used_longest_ago() {
    PersonKey first = key(1);
    PersonKey second = key(2);
    put(first);
    put(second);
    put(key(3));
    assertThat(cache.get(first.person())).isSameAs(first);
    put(key(4));
    assertThat(cache.get(second.person())).isNull();
    assertThat(cache.get(first.person())).isSameAs(first);
  }

  @Test
  void a_wiped_key_is_useless_to_whoever_still_holds_it() {
    PersonKey key = key(1);
    put(key);
    cache.wipe(List.of(key.person()));
    assertThat(cache.get(key.person())).isNull();
    assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(() -> key.commit(new byte[1]));
    assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(() -> key.dataKey().copy());
  }

  @Test
  void a_forgotten_key_stays_usable_to_whoever_holds_it() {
    PersonKey key = key(1);
    put(key);
    cache.forget(key.person());
    assertThat(cache.get(key.person())).isNull();
    assertThat(key.commit(new byte[1])).hasSize(32);
  }

  @Test
  void a_sweep_drops_what_has_run_out_and_nothing_else() {
    PersonKey old = key(1);
    put(old);
    clock.advance(Duration.ofSeconds(3));
    PersonKey young = key(2);
    put(young);
    clock.advance(Duration.ofSeconds(2));
    cache.sweep();
    // Back in time, an entry that is still there would show.
    clock.advance(Duration.ofSeconds(-2));
    assertThat(cache.get(old.person())).isNull();
    assertThat(cache.get(young.person())).isSameAs(young);
  }

  @Test
  void a_cache_of_no_size_or_no_time_keeps_nothing() {
    PersonKey key = key(1);
    PersonKeyCache noSize = new PersonKeyCache(clock, KEEP_FOR, 0, 100);
    noSize.put(key, noSize.mark());
    assertThat(noSize.get(key.person())).isNull();
    PersonKeyCache noTime = new PersonKeyCache(clock, Duration.ZERO, 3, 100);
    noTime.put(key, noTime.mark());
    assertThat(noTime.get(key.person())).isNull();
  }

  @Test
  void a_key_of_another_tenant_is_another_key() {
    PersonKey key = key(1);
    put(key);
    assertThat(cache.get(new PersonRef("other", key.person().personId()))).isNull();
  }

  @Test
  void what_was_read_before_a_removal_is_not_kept_after_it() {
    PersonKey read = key(1);
    long beforeErasure = cache.mark();
    cache.wipe(List.of(read.person()));
    cache.put(read, beforeErasure);
    assertThat(cache.get(read.person())).isNull();
    long beforeWrite = cache.mark();
    cache.forget(read.person());
    cache.put(read, beforeWrite);
    assertThat(cache.get(read.person())).isNull();
    put(read);
    assertThat(cache.get(read.person())).isSameAs(read);
  }

  private void put(PersonKey key) {
    cache.put(key, cache.mark());
  }

  private static PersonKey key(int number) {
    return new PersonKey(
        new PersonRef("default", new UUID(0, number)),
        TestKeys.key(1),
        TestKeys.otherKey(1),
        new Heads(Map.of(), Map.of()));
  }
}

package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine that costs least makes the hashes. */
class ContestTest {

  private final Contest<String> contest = new Contest<>(List.of("one", "two", "three"));

  @Test
  void each_has_five_turns_and_the_one_whose_best_was_least_makes_the_rest() {
    List<String> turns = Stream.generate(contest::next).limit(15).toList();
    assertThat(turns).containsOnly("one", "two", "three").endsWith("three");
    assertThat(turns.stream().filter("two"::equals)).hasSize(5);
    assertThat(turns.stream().filter("one"::equals)).hasSize(5);
    contest.took("one", 20);
    contest.took("two", 500); // disturbed
    contest.took("three", 15);
    contest.took("two", 10);
    assertThat(Stream.generate(contest::next).limit(100)).containsOnly("two");
  }

  @Test
  void of_equals_and_while_nothing_is_known_the_first() {
    List<String> turns = Stream.generate(contest::next).limit(15).toList();
    assertThat(contest.next()).isEqualTo("one");
    turns.forEach(engine -> contest.took(engine, 7));
    assertThat(contest.next()).isEqualTo("one");
  }

  @Test
  void a_late_measurement_still_counts() {
    Stream.generate(contest::next).limit(15).forEach(engine -> contest.took(engine, 10));
    contest.took("three", 9);
    assertThat(contest.next()).isEqualTo("three");
  }
}

package dev.clef.demo;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Three people worth trying. */
record Samples(Person longTime, Person child, Person withAuthenticator) {

  static Samples of(List<Person> people) {
    return new Samples(
        first(people, person -> person.kind() == Kind.IMPORTED && person.number() % 5 != 0),
        first(people, person -> person.kind() == Kind.IMPORTED_CHILD),
        first(people, person -> person.kind() == Kind.WITH_AUTHENTICATOR));
  }

  /** The one who comes most often. */
  private static Person first(List<Person> people, Predicate<Person> which) {
    return people.stream()
        .filter(which)
        .min(Comparator.comparingInt(person -> person.number() % 20))
        .orElseThrow();
  }
}

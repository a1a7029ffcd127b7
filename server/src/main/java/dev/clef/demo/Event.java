package dev.clef.demo;

import java.time.Instant;
import java.util.List;

/**
 * Something that happens.
 *
 * @param people to whom: one person, or those of an import
 * @param detail which of the person's devices, counted from 0
 */
record Event(Instant at, Deed deed, List<Person> people, int detail) {

  Person person() {
    return people.getFirst();
  }
}

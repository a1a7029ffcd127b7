package dev.clef.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells the last six months of the invented people: the same stories at every start, moved to
 * before today. A session is used while it lives, so that people enter their password about as
 * often as real ones.
 */
final class History {

  /** How far back the history goes, in days. */
  static final int DAYS = 183;

  private static final long SEED = 2;
  private static final int FIRST_IMPORT_DAY = 1;
  private static final int SECOND_IMPORT_DAY = 96;
  private static final int SESSION_IDLE_DAYS = 7;
  private static final int SESSION_DAYS = 30;
  private static final int DEVICES = 3;
  private static final int MINUTES_A_DAY = 24 * 60;

  private final Instant start;
  private final Instant end;
  private final Dice dice = new Dice(SEED);
  private final List<Event> events = new ArrayList<>();

  private History(Instant now) {
    this.end = now.minus(Duration.ofMinutes(2));
    this.start = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
  }

  /** Everything that happened before {@code now}, in order. */
  static List<Event> of(List<Person> people, Instant now) {
    return new History(now).tell(people);
  }

  private List<Event> tell(List<Person> people) {
    Predicate<Person> early = person -> person.kind() == Kind.DISABLED_LATER || isEarly(person);
    List<Person> imported = people.stream().filter(p -> p.kind().isImported()).toList();
    List<Person> first = imported.stream().filter(early).toList();
    List<Person> second =
        imported.stream().filter(p -> p.kind() == Kind.DISABLED_LATER || !early.test(p)).toList();
    events.add(new Event(time(FIRST_IMPORT_DAY, 200), Deed.IMPORT, first, 0));
    events.add(new Event(time(SECOND_IMPORT_DAY, 200), Deed.IMPORT_AGAIN, second, 0));
    people.forEach(this::tell);
    return events.stream()
        .filter(event -> event.at().isBefore(end))
        .sorted(Comparator.comparing(Event::at))
        .toList();
  }

  private static boolean isEarly(Person person) {
    return person.number() % 5 != 0;
  }

  private void tell(Person person) {
    int joined;
    if (person.kind().isImported()) {
      boolean early = person.kind() == Kind.DISABLED_LATER || isEarly(person);
      joined = early ? FIRST_IMPORT_DAY : SECOND_IMPORT_DAY;
    } else {
      // More people every month, as a service hopes.
      joined = 2 + (int) ((DAYS - 12) * Math.sqrt(dice.below(1000) / 1000.0));
      add(person, joined, 8 * 60, Deed.REGISTER, 0);
    }
    switch (person.kind()) {
      case CHILD_BY_CORRECTION -> {
        add(person, joined, 8 * 60 + 2, Deed.SIGN_IN, 0);
        add(person, joined, 8 * 60 + 5, Deed.CORRECT_TO_CHILD, 0);
        refused(person, joined);
      }
      case IMPORTED_CHILD, IMPORTED_DISABLED -> refused(person, joined);
      case DISABLED_LATER -> {
        live(person, joined, SECOND_IMPORT_DAY - 1);
        refused(person, SECOND_IMPORT_DAY);
      }
      case ERASED, IMPORTED_ERASED -> {
        int last = dice.between(Math.min(joined + 5, DAYS - 2), DAYS - 2);
        live(person, joined, last);
        add(person, last + 1, 700, Deed.SIGN_IN, 0);
        add(person, last + 1, 704, Deed.EXPORT, 0);
        add(person, last + 1, 710, Deed.PROVE, 0);
        add(person, last + 1, 711, Deed.ERASE, 0);
      }
      case REGISTERED, IMPORTED, WITH_AUTHENTICATOR, MUST_CHANGE_PASSWORD, WITHOUT_BIRTH_DATE ->
          live(person, joined, DAYS);
    }
  }

  /** Comes and goes from one day to another. */
  private void live(Person person, int from, int to) {
    int habit = person.number() % 20;
    int gapDays = habit < 7 ? 4 : habit < 10 ? 25 : 70;
    int opened = Integer.MIN_VALUE / 2;
    int seen = opened;
    int device = 0;
    int day = from + (person.kind().isImported() ? dice.between(1, Math.min(gapDays, 21)) : 0);
    while (day < to) {
      int minute = dice.between(9 * 60, 22 * 60);
      boolean expired = day - seen >= SESSION_IDLE_DAYS || day - opened >= SESSION_DAYS - 1;
      if (expired || dice.percent(2)) {
        device = dice.below(DEVICES);
        mistakes(person, day, minute);
        add(person, day, minute, Deed.SIGN_IN, device);
        opened = day;
      }
      seen = day;
      if (person.kind().isFree()) {
        add(person, day, minute + 1, Deed.VISIT, device);
        if (someActs(person, day, minute)) {
          seen = Integer.MIN_VALUE / 2; // signed out
        }
      }
      day += dice.between(Math.max(1, gapDays / 2), gapDays * 3 / 2);
    }
    // Many were here in the last days: these sessions are open now.
    if (to == DAYS && dice.percent(25)) {
      add(person, DAYS - dice.between(0, 4), dice.between(0, MINUTES_A_DAY - 10), Deed.SIGN_IN, 1);
    }
  }

  private void mistakes(Person person, int day, int minute) {
    if (dice.percent(7)) {
      add(person, day, minute - 2, Deed.WRONG_PASSWORD, 0);
    }
    if (dice.percent(2)) {
      add(person, day, minute - 1, Deed.UNKNOWN_NAME, 0);
    }
    if (person.kind() == Kind.WITH_AUTHENTICATOR && dice.percent(20)) {
      add(person, day, minute - 3, Deed.WRONG_CODE, 0);
    }
  }

  /** What a visit is for; true when it ended with a sign-out. */
  private boolean someActs(Person person, int day, int minute) {
    int drawn = dice.below(100);
    if (drawn < 10) {
      add(person, day, minute + 2, Deed.CORRECT, dice.below(4));
    } else if (drawn < 14) {
      add(person, day, minute + 2, Deed.EXPORT, 0);
    } else if (drawn < 16 && person.kind() != Kind.WITH_AUTHENTICATOR) {
      add(person, day, minute + 2, Deed.CHANGE_PASSWORD, 0);
    } else if (drawn < 20) {
      add(person, day, minute + 3, Deed.SIGN_OUT, 0);
      return true;
    }
    return false;
  }

  /** Tries now and then, in vain. */
  private void refused(Person person, int from) {
    int tries = dice.between(2, 4);
    for (int i = 0; i < tries; i++) {
      int day = dice.between(Math.min(from + 1, DAYS - 1), DAYS - 1);
      add(person, day, dice.between(600, 1200), Deed.SIGN_IN, 0);
    }
  }

  private void add(Person person, int day, int minute, Deed deed, int detail) {
    events.add(new Event(time(day, minute), deed, List.of(person), detail));
  }

  private Instant time(int day, int minute) {
    return start
        .plus(Duration.ofMinutes((long) day * MINUTES_A_DAY + minute))
        .plusMillis(dice.below(60_000));
  }
}

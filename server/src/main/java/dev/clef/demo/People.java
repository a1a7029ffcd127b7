package dev.clef.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Invents the people: the same ones at every start, all over the world, 13 to 90 years old, with
 * addresses of example domains (RFC 2606) and telephone numbers kept for fiction.
 */
final class People {

  private static final long SEED = 1;
  private static final int YOUNGEST = 13;
  private static final int OLDEST = 90;

  /** Beyond the six months of the history, and short of the next birthday. */
  private static final int MIN_DAYS_SINCE_BIRTHDAY = 200;

  private static final int MAX_DAYS_SINCE_BIRTHDAY = 330;

  private static final List<String> DOMAINS =
      List.of("example.com", "example.org", "example.net", "mail.example");

  private static final List<String> EMOJI = List.of("🎧", "🎷", "🌙", "🦊", "✨", "🎹", "🌈", "🐢");

  private final Dice dice = new Dice(SEED);
  private final Set<String> usernames = new HashSet<>();

  private People() {}

  /** All of them, by number. */
  static List<Person> all() {
    return new People().invent();
  }

  private List<Person> invent() {
    List<Place> places = new ArrayList<>();
    Place.all().forEach(place -> places.addAll(Collections.nCopies(place.people(), place)));
    List<Kind> kinds = new ArrayList<>();
    Arrays.stream(Kind.values())
        .forEach(kind -> kinds.addAll(Collections.nCopies(kind.people(), kind)));
    dice.shuffle(places);
    dice.shuffle(kinds);
    findPlacesForChildren(places, kinds);
    int oldest = kinds.indexOf(Kind.REGISTERED);
    int youngest = youngest(places, kinds);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int age = i == oldest ? OLDEST : i == youngest ? YOUNGEST : age(kinds.get(i), places.get(i));
      people.add(person(i, kinds.get(i), places.get(i), age));
    }
    return people;
  }

  /** A child that may not sign up alone lives where the age for that is 16. */
  private static void findPlacesForChildren(List<Place> places, List<Kind> kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      for (int j = 0; kinds.get(i).isChild() && places.get(i).aloneFrom() < 16; j++) {
        if (!kinds.get(j).isChild() && places.get(j).aloneFrom() == 16) {
          Collections.swap(places, i, j);
        }
      }
    }
  }

  private static int youngest(List<Place> places, List<Kind> kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i) == Kind.REGISTERED && places.get(i).aloneFrom() == YOUNGEST) {
        return i;
      }
    }
    throw new IllegalStateException("nobody may sign up alone at " + YOUNGEST);
  }

  private int age(Kind kind, Place place) {
    if (kind.isChild()) {
      return dice.between(YOUNGEST, 15);
    }
    int drawn = dice.below(100);
    if (drawn < 10) {
      return dice.between(place.aloneFrom(), 19);
    }
    return drawn < 45
        ? dice.between(20, 34)
        : drawn < 72
            ? dice.between(35, 49)
            : drawn < 90 ? dice.between(50, 64) : dice.between(65, OLDEST);
  }

  private Person person(int number, Kind kind, Place place, int age) {
    Name given = dice.of(place.culture().given());
    Name family = dice.of(place.culture().family());
    String username = username(given, family, dice.percent(10) && kind == Kind.REGISTERED);
    String mailbox = given.ascii() + "." + family.ascii() + number;
    return new Person(
        number,
        kind,
        place,
        given,
        family,
        username,
        dice.percent(92) ? mailbox + "@" + dice.of(DOMAINS) : "",
        displayName(given),
        place.telephone().isEmpty() || dice.percent(40)
            ? ""
            : String.format(Locale.ROOT, place.telephone(), dice.between(5, 99)),
        dice.percent(35) ? dice.between(1, 99) + " Clef Lane, " + place.city() : "",
        age,
        dice.between(MIN_DAYS_SINCE_BIRTHDAY, MAX_DAYS_SINCE_BIRTHDAY),
        dice.percent(70));
  }

  private String displayName(Name given) {
    if (dice.percent(30)) {
      return "";
    }
    return dice.percent(35) ? given.written() + " " + dice.of(EMOJI) : given.written();
  }

  /** In the person's own script, or in letters of any keyboard. */
  private String username(Name given, Name family, boolean own) {
    String wished =
        own
            ? (given.written() + family.written()).toLowerCase(Locale.ROOT).replace("'", "")
            : given.ascii() + "." + family.ascii();
    String name = wished;
    for (int n = 2; !usernames.add(name); n++) {
      name = own ? given.ascii() + "." + family.ascii() + n : wished + n;
    }
    return name;
  }
}

package dev.clef.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PeopleTest {

  private static final Path GOLDEN =
      TestData.root().resolve("server/src/test/resources/golden/demo/people.txt");

  private final List<Person> people = People.all();

  @Test
  void they_are_the_same_people_at_every_start() throws IOException {
    String counted =
        counts("country", person -> person.place().country())
            + counts("age", PeopleTest::ageClass)
            + counts("kind", person -> person.kind().name());
    if (Boolean.getBoolean("clef.golden.write")) {
      Files.writeString(GOLDEN, counted);
    }
    assertThat(GOLDEN).hasContent(counted);
    assertThat(People.all()).isEqualTo(people);
  }

  @Test
  void they_are_of_all_ages_and_write_in_many_scripts() {
    assertThat(people).hasSize(300);
    assertThat(people.stream().mapToInt(Person::age)).contains(13, 90).allMatch(a -> a >= 13);
    Set<Character.UnicodeScript> scripts = new HashSet<>();
    people.forEach(person ->
        person
            .given()
            .written()
            .codePoints()
            .forEach(c -> scripts.add(Character.UnicodeScript.of(c))));
    assertThat(scripts)
        .contains(
            Character.UnicodeScript.LATIN,
            Character.UnicodeScript.ARABIC,
            Character.UnicodeScript.HEBREW,
            Character.UnicodeScript.CYRILLIC,
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.DEVANAGARI,
            Character.UnicodeScript.GREEK);
    assertThat(people.stream().map(Person::displayName))
        .anyMatch(name -> name.codePoints().anyMatch(Character::isEmoji));
  }

  @Test
  void nothing_of_them_can_belong_to_somebody() {
    assertThat(people.stream().map(Person::username)).doesNotHaveDuplicates();
    assertThat(people.stream().map(Person::email).filter(email -> !email.isEmpty()))
        .doesNotHaveDuplicates()
        .allMatch(email -> email.matches("[a-z.0-9]+@(example\\.(com|org|net)|mail\\.example)"));
    assertThat(people.stream().map(Person::telephone).filter(number -> !number.isEmpty()))
        .isNotEmpty()
        .allMatch(number ->
            number
                .replace(" ", "")
                .matches(
                    "\\+(1[2-9]\\d\\d55501\\d\\d|4477009001\\d\\d|336399800\\d\\d"
                        + "|4930231250\\d\\d|467017406\\d\\d|6125550\\d{4})"));
    for (Person person : people) {
      for (int device = 0; device < 3; device++) {
        assertThat(Devices.address(person, device))
            .matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+|2001:db8:[0-9a-f]+::\\d");
      }
    }
  }

  private String counts(String what, Function<Person, String> by) {
    Map<String, Long> counts =
        people.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> what + " " + entry.getKey() + " " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String ageClass(Person person) {
    int age = person.age();
    return age < 16
        ? "13-15"
        : age < 18 ? "16-17" : age < 35 ? "18-34" : age < 65 ? "35-64" : "65+";
  }
}

package dev.clef.demo;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where some of the invented people live.
 *
 * @param country ISO 3166-1 alpha-2, with a subdivision or without
 * @param locale BCP 47
 * @param people how many live here
 * @param aloneFrom the age in years from which one signs up without a parent
 * @param telephone a pattern of numbers kept for fiction, with room for two digits; or empty
 */
record Place(
    String country,
    String locale,
    Culture culture,
    int people,
    int aloneFrom,
    String city,
    String telephone) {

  static List<Place> all() {
    Map<String, Culture> cultures = Culture.all();
    return Culture.rows("places.txt").stream()
        .map(row ->
            new Place(
                row.get(0),
                row.get(1),
                Objects.requireNonNull(cultures.get(row.get(2)), row.get(2)),
                Integer.parseInt(row.get(3)),
                Integer.parseInt(row.get(4)),
                row.get(5),
                row.get(6)))
        .toList();
  }
}

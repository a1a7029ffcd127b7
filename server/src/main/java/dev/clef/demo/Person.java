package dev.clef.demo;

import dev.clef.vault.Fields.Profile;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/**
 * An invented listener.
 *
 * @param number from 0, the same at every start
 * @param age in years today, and all through the history
 * @param daysSinceBirthday so many that nobody has a birthday within the history
 * @param verified whether the address was verified in the system the person was imported from
 */
record Person(
    int number,
    Kind kind,
    Place place,
    Name given,
    Name family,
    String username,
    String email,
    String displayName,
    String telephone,
    String address,
    int age,
    int daysSinceBirthday,
    boolean verified) {

  LocalDate birthDate(LocalDate today) {
    return today.minusYears(age).minusDays(daysSinceBirthday);
  }

  /** What the person enters at registration; empty fields are left out. */
  Map<Profile, String> profile(LocalDate birthDate) {
    Map<Profile, String> values = new EnumMap<>(Profile.class);
    values.put(Profile.USERNAME, username);
    values.put(Profile.EMAIL, email);
    values.put(Profile.GIVEN_NAME, given.written());
    values.put(Profile.FAMILY_NAME, family.written());
    values.put(Profile.DISPLAY_NAME, displayName);
    values.put(Profile.BIRTH_DATE, birthDate.toString());
    values.put(Profile.COUNTRY, place.country());
    values.put(Profile.LOCALE, place.locale());
    values.put(Profile.PHONE_NUMBER, telephone);
    values.put(Profile.ADDRESS, address);
    values.values().removeIf(String::isEmpty);
    return values;
  }
}

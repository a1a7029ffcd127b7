package dev.clef.openid;

import dev.clef.subject.Assurance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How sure it is who somebody is, towards applications ({@code acr}, OpenID Connect Core §2).
 * {@code phr} is of OpenID Connect Extended Authentication Profile ACR Values 1.0; the others are
 * ours.
 */
final class Acr {

  private static final String OURS = "urn:clef:acr:";

  static final List<String> VALUES = Arrays.stream(Assurance.values()).map(Acr::of).toList();

  private Acr() {}

  static String of(Assurance assurance) {
    return switch (assurance) {
      case ONE_FACTOR, TWO_FACTORS -> OURS + assurance.code();
      case PHISHING_RESISTANT -> "phr";
    };
  }

  /**
   * Whether one of the wishes of {@code acr_values} is met; those nobody knows are no wishes.
   *
   * @param wishes separated by spaces
   */
  static boolean isMet(String wishes, Optional<Assurance> given) {
    List<Assurance> known =
        Arrays.stream(Assurance.values())
            .filter(one -> List.of(wishes.split(" ", -1)).contains(of(one)))
            .toList();
    return known.isEmpty()
        || known.stream().anyMatch(one -> given.filter(it -> it.isAtLeast(one)).isPresent());
  }
}

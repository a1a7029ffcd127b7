package dev.clef.identity.staff;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody works as; a member of staff has one or several. {@link StaffRules} says what each
 * may open. The names are stored and part of entries of the log: never rename one.
 */
public enum StaffRole {
  /** Helps listeners. */
  SUPPORT,
  /** Answers for requests and breaches. */
  PRIVACY_OFFICER,
  /** Watches for attacks. */
  SECURITY,
  /** Checks, and changes nothing. */
  AUDITOR,
  /** Runs the installation. */
  OPERATOR,
  /** Decides who works here, and as what. */
  ADMINISTRATOR;

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this name; empty when there is none. */
  public static Optional<StaffRole> of(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }

  /** Those of these names; a name of a later version opens nothing here and is left out. */
  static Set<StaffRole> parse(Collection<String> codes) {
    EnumSet<StaffRole> roles = EnumSet.noneOf(StaffRole.class);
    codes.forEach(code -> of(code).ifPresent(roles::add));
    return Collections.unmodifiableSet(roles);
  }
}

package dev.clef.subject;

import java.util.Locale;

/**
 * One thing that may be done with a datum; what no use allows is denied.
 *
 * @param role who
 * @param purpose why
 * @param basis on what lawful basis
 * @param act what
 */
public record Use(Role role, Purpose purpose, LegalBasis basis, Act act) {

  /** Seeing a value, or giving it. */
  public enum Act {
    READ,
    WRITE;

    /** The name in the API. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Use read(Role role, Purpose purpose, LegalBasis basis) {
    return new Use(role, purpose, basis, Act.READ);
  }

  static Use write(Role role, Purpose purpose, LegalBasis basis) {
    return new Use(role, purpose, basis, Act.WRITE);
  }
}

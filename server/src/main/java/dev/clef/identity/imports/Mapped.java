package dev.clef.identity.imports;

import dev.clef.identity.Duty;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of one record of the source. */
sealed interface Mapped {

  /** A record that cannot be taken. */
  record Refused(Reason reason) implements Mapped {}

  /**
   * A person.
   *
   * @param sourceId the identifier in the source
   * @param username the user name, as the source has it
   * @param email the address; null when there is none that is one
   * @param fields field to value, the user name and the address among them
   * @param marks what the report counts about the person, for example {@code no_password}
   * @param attributes the fields of attributes that were kept as they are
   * @param ageClass the code of the age class
   */
  record Person(
      String sourceId,
      String username,
      @Nullable String email,
      boolean emailVerified,
      boolean enabled,
      Instant createdAt,
      Map<String, byte[]> fields,
      Set<Duty> duties,
      Set<String> marks,
      Set<String> attributes,
      String ageClass,
      String residency)
      implements Mapped {}
}

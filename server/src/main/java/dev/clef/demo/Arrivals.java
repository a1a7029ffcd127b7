package dev.clef.demo;

import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.imports.ImportJob;
import dev.clef.identity.imports.ImportSource;
import dev.clef.identity.imports.Imports;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Brings invented people in by the import of a Keycloak realm. */
final class Arrivals {

  private static final String REALM = "listeners";
  private static final int DIGEST_BYTES = 32;

  private final Imports imports;
  private final PasswordHasher hasher;
  private final LocalDate today;

  Arrivals(Imports imports, PasswordHasher hasher, LocalDate today) {
    this.imports = imports;
    this.hasher = hasher;
    this.today = today;
  }

  void take(Event event) {
    boolean again = event.deed() == Deed.IMPORT_AGAIN;
    List<JsonNode> users = new ArrayList<>();
    for (Person person : event.people()) {
      boolean enabled =
          person.kind() != Kind.IMPORTED_DISABLED
              && !(again && person.kind() == Kind.DISABLED_LATER);
      users.add(KeycloakUser.of(person, hasher.hash(Deeds.PASSWORD), today, event.at(), enabled));
    }
    // There is no file; any two digests that differ stand for two.
    byte[] digest = new byte[DIGEST_BYTES];
    Arrays.fill(digest, (byte) (again ? 2 : 1));
    ImportJob job = imports.open(ImportSource.KEYCLOAK, digest, false);
    imports.take(job.importId(), REALM, 0, users);
    imports.finish(job.importId());
  }
}

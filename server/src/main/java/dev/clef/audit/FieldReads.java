package dev.clef.audit;

import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.Role;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Finds in events which fields of the catalogue were read. Not thread-safe. */
final class FieldReads {

  private static final String READ = "data.read";

  /** A sign-in stores what came of it in place of the read of the credentials (decision 8). */
  private static final String SIGN_IN = "sign_in.";

  private record Reading(String field, String reader, String purpose) {}

  private final Map<Reading, FieldRead> found = new HashMap<>();

  /** Notes what an event says was read; names the catalogue does not know are left out. */
  void note(LocalDate day, Map<String, String> event) {
    String type = event.getOrDefault("type", "");
    String fields = event.getOrDefault("fields", "");
    boolean signIn = type.startsWith(SIGN_IN);
    if (fields.isEmpty() || !(signIn || type.equals(READ))) {
      return;
    }
    // The person signs in, but it is the service that looks at what proves it.
    String reader =
        signIn ? Role.SERVICE.code() : event.getOrDefault("actor", "").replaceFirst(":.*", "");
    String purpose = event.getOrDefault("purpose", "");
    for (String field : fields.split(",", -1)) {
      for (Datum datum : Catalogue.under(field)) {
        add(new FieldRead(datum.name(), reader, purpose, day, 1));
      }
    }
  }

  private void add(FieldRead one) {
    found.merge(
        new Reading(one.field(), one.reader(), one.purpose()),
        one,
        (some, more) ->
            new FieldRead(
                one.field(),
                one.reader(),
                one.purpose(),
                some.lastDay().isAfter(more.lastDay()) ? some.lastDay() : more.lastDay(),
                some.count() + more.count()));
  }

  Collection<FieldRead> found() {
    return found.values();
  }
}

package dev.clef.identity.staff.elevation;

import dev.clef.identity.Session;
import dev.clef.identity.Sessions;
import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Grant;
import dev.clef.vault.Grants;
import dev.clef.vault.Vault;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reading with an elevation: the only way of staff to anybody's data. Each look leaves the entry of
 * the vault; that the elevation is still open is checked in the statement that reads. Thread-safe.
 */
public final class ElevatedReads {

  private static final String SESSION = "session";
  private static final UUID NONE = new UUID(0, 0);

  /** What exactly can be named here: nothing else may come into an entry. */
  private static final Set<String> KNOWN =
      Catalogue.all().stream()
          .map(Datum::name)
          .map(name -> name.replaceFirst("\\..*", ""))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * What was shown.
   *
   * @param values by field; what holds nothing is left out
   * @param sessions where the account is signed in; empty when not asked for
   * @param until when the elevation ends
   */
  public record Shown(Map<String, FieldValue> values, List<Session> sessions, Instant until) {

    @Override
    public String toString() {
      return "Shown[<redacted>]";
    }
  }

  private final Elevations elevations;
  private final Grants grants;
  private final Vault vault;
  private final Sessions sessions;

  ElevatedReads(Elevations elevations, Grants grants, Vault vault, Sessions sessions) {
    this.elevations = elevations;
    this.grants = grants;
    this.vault = vault;
    this.sessions = sessions;
  }

  /**
   * Shows some fields.
   *
   * @throws Problem {@code not_found}, {@code elevation_not_open}, {@code invalid_fields} for a
   *     name that is no field, {@code access_denied} for one the purpose does not open, which is
   *     logged
   */
  public Shown read(StaffMember me, UUID elevationId, Collection<String> fields) {
    Elevation elevation = elevations.own(me, elevationId);
    if (fields.isEmpty()) {
      throw Problem.field("fields", FieldReason.REQUIRED);
    }
    if (!KNOWN.containsAll(fields)) {
      throw Problem.field("fields", FieldReason.INVALID);
    }
    Grant grant =
        grants
            .find(elevationId, me.staffId(), me.sessionId())
            .orElseThrow(() -> Problem.of(ElevationProblem.ELEVATION_NOT_OPEN));
    Set<String> others = new HashSet<>(fields);
    others.removeAll(elevation.purpose().fields());
    // With one field too many nothing is shown: the vault refuses those, with an entry.
    return read(grant, others.isEmpty() ? fields : others);
  }

  /** Whatever ended since the elevation was found is found out by the vault. */
  private Shown read(Grant grant, Collection<String> fields) {
    Access access = Access.elevated(grant);
    Set<String> names = new HashSet<>(fields);
    boolean withSessions = names.remove(SESSION);
    try {
      return new Shown(
          names.isEmpty() ? Map.of() : vault.read(grant.person(), names, access),
          withSessions ? sessions.of(grant.person(), NONE, access) : List.of(),
          grant.until());
    } catch (AccessDenied denied) {
      throw isOver(grant) ? Problem.of(ElevationProblem.ELEVATION_NOT_OPEN) : denied;
    }
  }

  private boolean isOver(Grant grant) {
    return grants.find(grant.elevationId(), grant.staffId(), grant.sessionId()).isEmpty();
  }
}

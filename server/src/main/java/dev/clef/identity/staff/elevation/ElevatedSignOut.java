package dev.clef.identity.staff.elevation;

import dev.clef.identity.Sessions;
import dev.clef.identity.staff.StaffMember;
import dev.clef.platform.web.Problem;
import dev.clef.vault.Grant;
import dev.clef.vault.Grants;
import java.util.List;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ending every session of the person an open elevation is about, here and in applications: the
 * first help for somebody whose account is in the wrong hands. Nothing of theirs is shown by it,
 * and they see who did it. Thread-safe.
 */
public final class ElevatedSignOut {

  private final Elevations elevations;
  private final ElevationStore store;
  private final ElevationEvents events;
  private final Grants grants;
  private final Sessions sessions;
  private final TransactionTemplate transaction;

  ElevatedSignOut(
      Elevations elevations,
      ElevationStore store,
      ElevationEvents events,
      Grants grants,
      Sessions sessions,
      TransactionTemplate transaction) {
    this.elevations = elevations;
    this.store = store;
    this.events = events;
    this.grants = grants;
    this.sessions = sessions;
    this.transaction = transaction;
  }

  /**
   * Signs the person out everywhere.
   *
   * @return the elevation, which goes on
   * @throws Problem {@code not_found}, {@code elevation_not_open}
   */
  public Elevation signOut(StaffMember me, UUID elevationId) {
    Elevation elevation = elevations.own(me, elevationId);
    transaction.executeWithoutResult(_ -> {
      Grant grant = open(me, elevation);
      sessions.delete(List.of(grant.person()));
      events.append(ElevationEvents.signedOut(me, elevation), elevation);
    });
    return elevation;
  }

  /** Of this session, which goes on until the transaction ends; whoever holds it has the role. */
  private Grant open(StaffMember me, Elevation elevation) {
    if (!store.holdSession(me, elevation.purpose().askers())) {
      throw Problem.of(ElevationProblem.ELEVATION_NOT_OPEN);
    }
    return grants
        .find(elevation.elevationId(), me.staffId(), me.sessionId())
        .orElseThrow(() -> Problem.of(ElevationProblem.ELEVATION_NOT_OPEN));
  }
}

package dev.clef.identity.staff.elevation;

import dev.clef.identity.staff.StaffRole;
import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member of staff asked for.
 *
 * @param person whose data; null once they are erased
 * @param holder who asked, and nobody else reads with it
 * @param role as what they asked
 * @param caseNumber of another system, such as {@code HELP-1234}
 * @param minutes how long it is open
 * @param emergency set when nobody was asked
 */
public record Elevation(
    UUID elevationId,
    @Nullable SubjectId person,
    UUID holder,
    StaffRole role,
    ElevationPurpose purpose,
    String caseNumber,
    int minutes,
    Instant askedAt,
    ElevationState state,
    @Nullable Emergency emergency) {

  /**
   * A break-glass: opened without a second person, and looked at by one afterwards.
   *
   * @param review null until then
   */
  public record Emergency(EmergencyReason reason, @Nullable Review review) {}

  /** What a second person found. */
  public record Review(boolean justified, UUID by, Instant at) {}

  /** Whether a second person has to look at it still. */
  public boolean isUnreviewed() {
    return emergency != null && emergency.review() == null;
  }
}

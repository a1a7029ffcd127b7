package dev.clef.identity.staff.elevation;

import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which elevations somebody looks for, among those they may see at all: their own, those of a
 * purpose they decide about, emergencies where they review them; auditors see all.
 *
 * @param me who looks
 * @param mine only their own
 * @param state the code of a state; empty for any
 * @param purpose for this one only; null for any
 * @param emergencies only what was opened without asking
 */
public record ElevationFilter(
    StaffMember me,
    boolean mine,
    String state,
    @Nullable ElevationPurpose purpose,
    boolean emergencies) {

  static final Set<StaffRole> REVIEWERS =
      Set.of(StaffRole.PRIVACY_OFFICER, StaffRole.SECURITY, StaffRole.ADMINISTRATOR);

  /** Everything somebody may see. */
  public static ElevationFilter all(StaffMember me) {
    return new ElevationFilter(me, false, "", null, false);
  }

  /** Their own. */
  public static ElevationFilter mine(StaffMember me) {
    return new ElevationFilter(me, true, "", null, false);
  }

  /** Whether somebody with these roles looks at emergencies afterwards. */
  public static boolean isReviewer(StaffMember me) {
    return me.roles().stream().anyMatch(REVIEWERS::contains);
  }

  /** Whether it may be seen: that it is there, not any data of the person. */
  static boolean sees(StaffMember me, Elevation elevation) {
    return elevation.holder().equals(me.staffId())
        || purposes(me).contains(elevation.purpose())
        || (elevation.emergency() != null && seesEmergencies(me));
  }

  private static Set<ElevationPurpose> purposes(StaffMember me) {
    return me.roles().contains(StaffRole.AUDITOR)
        ? Set.of(ElevationPurpose.values())
        : Set.copyOf(
            Arrays.stream(ElevationPurpose.values())
                .filter(one -> one.isDecidedBy(me.roles()))
                .toList());
  }

  private static boolean seesEmergencies(StaffMember me) {
    return isReviewer(me) || me.roles().contains(StaffRole.AUDITOR);
  }

  Map<String, @Nullable Object> parameters() {
    UUID holder = mine ? me.staffId() : null;
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("holder", holder);
    values.put("state", state);
    values.put("purpose", purpose == null ? "" : purpose.code());
    values.put("emergency", emergencies);
    values.put("me", me.staffId());
    values.put(
        "purposes", purposes(me).stream().map(ElevationPurpose::code).toArray(String[]::new));
    values.put("emergencies", seesEmergencies(me));
    return values;
  }
}

package dev.clef.staff;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An elevation as the console shows it; none of the person's data.
 *
 * @param person the random identifier; empty once erased
 * @param shows the fields as people call them
 * @param minutes how long, in words
 * @param by who asked, as colleagues know them; what they asked as stands in {@code role}
 * @param style of the chip of the state
 * @param lapses while it waits
 * @param decided who decided; empty when nobody has
 * @param why it is over; empty while it is not
 * @param emergency why nobody was asked; empty when somebody was
 * @param review what a second person found; empty when there is nothing to find
 */
public record ElevationRow(
    UUID id,
    String person,
    String purpose,
    String shows,
    String caseNumber,
    String minutes,
    String by,
    String role,
    String state,
    String style,
    Stamp asked,
    @Nullable Stamp lapses,
    String decided,
    @Nullable Stamp opened,
    @Nullable Stamp until,
    @Nullable Stamp over,
    String why,
    String emergency,
    String review,
    boolean unreviewed) {

  /** Where more about it is. */
  public String path() {
    return "/staff/elevations/" + id;
  }
}

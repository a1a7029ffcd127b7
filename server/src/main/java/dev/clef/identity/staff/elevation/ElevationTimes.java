package dev.clef.identity.staff.elevation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What states have, side by side, for whoever shows them.
 *
 * @param by who decided
 * @param lapsesAt when it comes to nothing
 * @param since when it was opened
 * @param until when it will be over
 * @param overAt since when it is over
 * @param why it ended
 */
public record ElevationTimes(
    @Nullable UUID by,
    @Nullable Instant lapsesAt,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Instant overAt,
    @Nullable EndReason why) {

  public static ElevationTimes of(ElevationState state) {
    return switch (state) {
      case ElevationState.Waiting it ->
          new ElevationTimes(null, it.lapsesAt(), null, null, null, null);
      case ElevationState.Declined it ->
          new ElevationTimes(it.by(), null, null, null, it.at(), null);
      case ElevationState.Withdrawn it -> new ElevationTimes(null, null, null, null, it.at(), null);
      case ElevationState.Lapsed it -> new ElevationTimes(null, null, null, null, it.at(), null);
      case ElevationState.Approved it ->
          new ElevationTimes(it.by(), it.lapsesAt(), null, null, null, null);
      case ElevationState.Open it ->
          new ElevationTimes(it.approvedBy(), null, it.since(), it.until(), null, null);
      case ElevationState.Ended it ->
          new ElevationTimes(it.approvedBy(), null, it.since(), null, it.at(), it.why());
    };
  }
}

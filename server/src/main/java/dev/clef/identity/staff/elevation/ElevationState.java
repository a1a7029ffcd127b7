package dev.clef.identity.staff.elevation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an elevation stands. Nothing but {@link Open} opens anything. */
public sealed interface ElevationState {

  /** The name stored and on the wire. */
  String code();

  /** Nobody has decided yet; it comes to nothing at {@code lapsesAt}. */
  record Waiting(Instant lapsesAt) implements ElevationState {

    @Override
    public String code() {
      return "waiting";
    }
  }

  /** A second person said no. */
  record Declined(UUID by, Instant at) implements ElevationState {

    @Override
    public String code() {
      return "declined";
    }
  }

  /** Whoever asked needs it no more, or may not have it any more. */
  record Withdrawn(Instant at) implements ElevationState {

    @Override
    public String code() {
      return "withdrawn";
    }
  }

  /** Nobody decided, or nobody opened it, in time. */
  record Lapsed(Instant at) implements ElevationState {

    @Override
    public String code() {
      return "lapsed";
    }
  }

  /** A second person said yes; its holder may open it until {@code lapsesAt}. */
  record Approved(UUID by, Instant at, Instant lapsesAt) implements ElevationState {

    @Override
    public String code() {
      return "approved";
    }
  }

  /**
   * Its holder may read.
   *
   * @param approvedBy null in an emergency
   */
  record Open(@Nullable UUID approvedBy, Instant since, Instant until) implements ElevationState {

    @Override
    public String code() {
      return "open";
    }
  }

  /**
   * It is over.
   *
   * @param approvedBy null in an emergency
   * @param since when it was opened; null when it never was
   */
  record Ended(@Nullable UUID approvedBy, @Nullable Instant since, Instant at, EndReason why)
      implements ElevationState {

    @Override
    public String code() {
      return "ended";
    }
  }
}

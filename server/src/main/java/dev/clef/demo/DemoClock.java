package dev.clef.demo;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock of the trial mode: the time of the machine, but for the thread that tells the history,
 * which is at the time of what it tells. Every other thread stays in the present.
 */
final class DemoClock extends Clock {

  private static final ScopedValue<Instant> TOLD = ScopedValue.newInstance();

  private final Clock machine;

  DemoClock(Clock machine) {
    this.machine = machine;
  }

  /** Does {@code work} as if it were {@code at}. */
  static void at(Instant at, Runnable work) {
    ScopedValue.where(TOLD, at).run(work);
  }

  @Override
  public Instant instant() {
    return TOLD.isBound() ? TOLD.get() : machine.instant();
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  /** The history goes on in every zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return new DemoClock(machine.withZone(zone));
  }
}

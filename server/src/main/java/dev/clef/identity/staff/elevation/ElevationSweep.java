package dev.clef.identity.staff.elevation;

import dev.clef.audit.AuditEvent;
import dev.clef.vault.Grants;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says of elevations that are over that they are, with an entry: those whose time has come, and
 * those closed because a session ended or a role was lost. Reads have ended before it looks; nodes
 * may look at the same time. Thread-safe.
 */
final class ElevationSweep {

  private static final Logger LOG = LoggerFactory.getLogger(ElevationSweep.class);

  private final ElevationStore store;
  private final ElevationEvents events;
  private final Elevations elevations;
  private final Grants grants;
  private final TransactionTemplate transaction;
  private final ElevationProperties properties;
  private final Clock clock;

  ElevationSweep(
      ElevationStore store,
      ElevationEvents events,
      Elevations elevations,
      Grants grants,
      TransactionTemplate transaction,
      ElevationProperties properties,
      Clock clock) {
    this.store = store;
    this.events = events;
    this.elevations = elevations;
    this.grants = grants;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
  void look() {
    for (Elevation one : store.underWay()) {
      try {
        settle(one, clock.instant());
      } catch (RuntimeException e) {
        LOG.atWarn()
            .addKeyValue("elevation", one.elevationId())
            .setCause(e)
            .log("an elevation that is over could not be settled; it is tried again");
      }
    }
  }

  private void settle(Elevation one, Instant now) {
    switch (one.state()) {
      case ElevationState.Waiting waiting -> settleUnopened(one, waiting.lapsesAt(), now);
      case ElevationState.Approved approved -> settleUnopened(one, approved.lapsesAt(), now);
      case ElevationState.Open open -> settleOpen(one, open, now);
      case ElevationState.Declined _,
          ElevationState.Withdrawn _,
          ElevationState.Lapsed _,
          ElevationState.Ended _ -> {}
    }
  }

  private void settleUnopened(Elevation one, Instant lapsesAt, Instant now) {
    Optional<EndReason> lost = store.lost(one.holder(), one.purpose().askers());
    if (lost.isPresent()) {
      append(
          one,
          ElevationEvents.byItself("elevation.withdrawn", one).with("why", lost.get().code()),
          () -> store.drop(one.elevationId(), "withdrawn", now));
    } else if (!lapsesAt.isAfter(now)) {
      append(
          one,
          ElevationEvents.byItself("elevation.lapsed", one),
          () -> store.drop(one.elevationId(), "lapsed", now));
    }
  }

  private void settleOpen(Elevation one, ElevationState.Open open, Instant now) {
    if (!open.until().isAfter(now)) {
      end(one, EndReason.TIME, open.until());
    } else if (!grants.isOpen(one.elevationId())) {
      EndReason why =
          store.lost(one.holder(), one.purpose().askers()).orElse(EndReason.SESSION_ENDED);
      end(one, why, now);
    }
  }

  private void end(Elevation one, EndReason why, Instant at) {
    append(
        one,
        ElevationEvents.byItself("elevation.ended", one).with("why", why.code()),
        () -> elevations.end(one.elevationId(), why, at));
  }

  private void append(Elevation one, AuditEvent event, BooleanSupplier change) {
    transaction.executeWithoutResult(status -> {
      if (change.getAsBoolean()) {
        events.append(event, one);
      }
    });
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
  void deleteOld() {
    store.deleteBefore(clock.instant().minus(properties.keptFor()));
  }
}

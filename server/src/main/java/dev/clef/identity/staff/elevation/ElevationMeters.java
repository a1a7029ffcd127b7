package dev.clef.identity.staff.elevation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Figures of elevations, for whoever watches the server; none of them is about a person. */
final class ElevationMeters {

  private final ElevationStore store;

  /** As of a few seconds ago: a look at the figures is no look into the database. */
  private volatile @Nullable Seen seen;

  private record Seen(List<Elevation> underWay, long unreviewed) {}

  ElevationMeters(MeterRegistry meters, ElevationStore store) {
    this.store = store;
    Gauge.builder("clef.staff.break.glass.unreviewed", this, it -> it.unreviewed())
        .description("emergency accesses that no second person has reviewed")
        .register(meters);
    underWay(meters, "waiting", one -> one.state() instanceof ElevationState.Waiting);
    underWay(meters, "approved", one -> one.state() instanceof ElevationState.Approved);
    underWay(meters, "open", one -> one.state() instanceof ElevationState.Open);
  }

  private void underWay(MeterRegistry meters, String state, Predicate<Elevation> counted) {
    Gauge.builder("clef.staff.elevations", this, it -> it.count(counted))
        .description("elevations of staff under way")
        .tag("state", state)
        .register(meters);
  }

  private double unreviewed() {
    Seen last = seen;
    return last == null ? Double.NaN : last.unreviewed();
  }

  private double count(Predicate<Elevation> counted) {
    Seen last = seen;
    return last == null ? Double.NaN : last.underWay().stream().filter(counted).count();
  }

  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT4S")
  void look() {
    try {
      seen = new Seen(store.underWay(), store.unreviewed());
    } catch (DataAccessException outage) {
      seen = null;
    }
  }
}

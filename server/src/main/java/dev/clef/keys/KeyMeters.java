package dev.clef.keys;

import dev.clef.keys.EpochKeeper.Change;
import dev.clef.keys.EpochKeeper.EpochState;
import dev.clef.keys.EpochKeeper.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Figures of the keys, for whoever watches the server; none of them is about a person. */
final class KeyMeters {

  private final EpochKeeper keeper;
  private final DataKeyRotation dataKeys;
  private final IndexRotation indexKeys;
  private final Clock clock;

  /** As of a few seconds ago: a look at the figures is no look into the database. */
  private volatile @Nullable Status status;

  private volatile DataKeyRotation.@Nullable Status rotation;
  private volatile IndexRotation.@Nullable Status indexRotation;

  KeyMeters(
      MeterRegistry meters,
      EpochKeeper keeper,
      DataKeyRotation dataKeys,
      IndexRotation indexKeys,
      NodeLease lease,
      Custodians custodians,
      Clock clock) {
    this.keeper = keeper;
    this.dataKeys = dataKeys;
    this.indexKeys = indexKeys;
    this.clock = clock;
    gauge(meters, "clef.keys.epoch", "the current epoch", EpochState::epoch);
    gauge(meters, "clef.keys.epoch.age", "seconds since it was prepared", this::age);
    change(meters, "people", "people whose keys the next epoch takes over", Change::people);
    change(meters, "wrapped", "of them, wrapped in the next epoch", Change::wrapped);
    change(meters, "checked", "of them, opened again and compared", Change::checked);
    change(meters, "damaged", "of them, whose keys do not open or differ", Change::damaged);
    rotation(
        meters,
        "people",
        "people a rotation of data keys began with",
        DataKeyRotation.Status::people);
    rotation(
        meters,
        "renewed",
        "of them, whose data is under the new key",
        DataKeyRotation.Status::renewed);
    rotation(meters, "damaged", "of them, whose keys do not open", DataKeyRotation.Status::damaged);
    index(meters, "people", "people a rotation of index keys began with", it -> it.people());
    index(meters, "renewed", "of them, who are found under the new keys", it -> it.renewed());
    index(meters, "damaged", "of them, whose names could not be read", it -> it.damaged());
    Gauge.builder("clef.keys.lease", lease, it -> it.isHeld() ? 1 : 0)
        .description("1 while this node may use keys of people")
        .register(meters);
    Gauge.builder("clef.keys.kept", KeyMemory.shared(), KeyMemory::inUse)
        .description("keys in locked memory")
        .register(meters);
    for (Custodians.Member member : custodians.members()) {
      Gauge.builder("clef.keys.custodian", member, it -> it.isAway() ? 0 : 1)
          .description("1 while the custodian was in reach when it was asked last")
          .tag("name", member.name())
          .register(meters);
    }
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<EpochState> figure) {
    Gauge.builder(name, this, it -> it.current(figure)).description(description).register(meters);
  }

  private double current(ToDoubleFunction<EpochState> figure) {
    Status seen = status;
    return seen == null
        ? Double.NaN
        : seen.epochs().stream()
            .filter(epoch -> epoch.state().equals("current"))
            .mapToDouble(figure)
            .findFirst()
            .orElse(Double.NaN);
  }

  private double age(EpochState epoch) {
    return Duration.between(epoch.createdAt(), clock.instant()).toSeconds();
  }

  /** 0 while no change is under way. */
  private void change(
      MeterRegistry meters, String name, String description, ToDoubleFunction<Change> figure) {
    Gauge.builder("clef.keys.change." + name, this, it -> it.underWay(figure))
        .description(description)
        .register(meters);
  }

  private double underWay(ToDoubleFunction<Change> figure) {
    Status seen = status;
    return seen == null || seen.change() == null ? 0 : figure.applyAsDouble(seen.change());
  }

  /** 0 while no rotation runs. */
  private void rotation(
      MeterRegistry meters,
      String name,
      String description,
      ToDoubleFunction<DataKeyRotation.Status> figure) {
    Gauge.builder("clef.keys.data." + name, this, it -> it.running(figure))
        .description(description)
        .register(meters);
  }

  private double running(ToDoubleFunction<DataKeyRotation.Status> figure) {
    DataKeyRotation.Status seen = rotation;
    return seen == null || seen.finishedAt() != null ? 0 : figure.applyAsDouble(seen);
  }

  /** 0 while no rotation runs. */
  private void index(
      MeterRegistry meters,
      String name,
      String description,
      ToDoubleFunction<IndexRotation.Status> figure) {
    Gauge.builder("clef.keys.index." + name, this, it -> it.indexing(figure))
        .description(description)
        .register(meters);
  }

  private double indexing(ToDoubleFunction<IndexRotation.Status> figure) {
    IndexRotation.Status seen = indexRotation;
    return seen == null || seen.finishedAt() != null ? 0 : figure.applyAsDouble(seen);
  }

  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT3S")
  void look() {
    try {
      status = keeper.status();
      rotation = dataKeys.status().orElse(null);
      indexRotation = indexKeys.status().orElse(null);
    } catch (DataAccessException outage) {
      status = null;
      rotation = null;
      indexRotation = null;
    }
  }
}

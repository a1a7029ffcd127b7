package dev.clef.audit;

import dev.clef.audit.WitnessPolicy.Witness;
import dev.clef.audit.WitnessState.Stand;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** What becomes visible of witnesses: figures, and health that is degraded while one disagrees. */
final class WitnessWatch implements HealthIndicator {

  static final Status DEGRADED = new Status("DEGRADED");

  /** How long enough witnesses may be away before that is worth a look. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final TreeStore tree;
  private final CosignatureStore cosignatures;
  private final WitnessStore store;
  private final Optional<WitnessPolicy> policy;
  private final Clock clock;

  /** As of a few seconds ago. */
  private volatile List<WitnessState> states = List.of();

  private volatile long witnessedSize;
  private volatile boolean lags;

  WitnessWatch(
      MeterRegistry meters,
      TreeStore tree,
      CosignatureStore cosignatures,
      WitnessStore store,
      Optional<WitnessPolicy> policy,
      Clock clock) {
    this.tree = tree;
    this.cosignatures = cosignatures;
    this.store = store;
    this.policy = policy;
    this.clock = clock;
    if (policy.isEmpty()) {
      return;
    }
    for (Witness witness : policy.get().witnesses()) {
      Gauge.builder("clef.log.witness", this, watch -> watch.figure(witness))
          .description(
              "1 while the witness cosigns, 0 while it does not, -1 from when it"
                  + " disagreed until it cosigns again")
          .tag("name", witness.name())
          .register(meters);
    }
    Gauge.builder("clef.log.fork", this, watch -> watch.isForked() ? 1 : 0)
        .description("1 from when a witness had another history of this log until it cosigns")
        .register(meters);
    Gauge.builder("clef.log.witnessed", this, watch -> watch.witnessedSize)
        .description("entries under the newest checkpoint that enough witnesses cosigned")
        .register(meters);
  }

  private double figure(Witness witness) {
    Optional<WitnessState> state =
        states.stream().filter(it -> it.url().equals(witness.url().toString())).findFirst();
    if (state.filter(WitnessState::disagrees).isPresent()) {
      return -1;
    }
    return state.filter(it -> it.stand() == Stand.AGREES).isPresent() ? 1 : 0;
  }

  private boolean isForked() {
    return states.stream().anyMatch(WitnessState::disagrees);
  }

  @Override
  public Health health() {
    return isForked() || lags ? Health.status(DEGRADED).build() : Health.up().build();
  }

  @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT2S")
  void look() {
    if (policy.isEmpty()) {
      return;
    }
    WitnessPolicy asked = policy.get();
    try {
      states =
          store.all().stream()
              .filter(state ->
                  asked.witnesses().stream()
                      .anyMatch(witness -> witness.url().toString().equals(state.url())))
              .toList();
      witnessedSize = cosignatures.newestWitnessed(asked.digest()).orElse(0L);
      lags = asked.policy().quorum().isPresent() && waitsSince(PATIENCE);
    } catch (DataAccessException outage) {
      // The health of the database says it.
    }
  }

  /** Whether a checkpoint older than this, and newer than the witnessed one, is not witnessed. */
  private boolean waitsSince(Duration time) {
    return tree.isSignedBetween(witnessedSize, clock.instant().minus(time));
  }

  /** Drops signatures that newer ones have replaced. */
  static final class Thinning {
    private final CosignatureStore store;
    private final Clock clock;

    /** With a store that may delete. */
    Thinning(CosignatureStore store, Clock clock) {
      this.store = store;
      this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void thin() {
      try {
        store.thin(clock.instant());
      } catch (DataAccessException outage) {
        // There is a next time.
      }
    }
  }
}

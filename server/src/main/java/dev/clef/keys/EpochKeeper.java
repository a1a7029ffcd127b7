package dev.clef.keys;

import dev.clef.keys.EpochChange.Damaged;
import dev.clef.keys.EpochProgress.Step;
import dev.clef.keys.Epochs.Epoch;
import dev.clef.keys.Epochs.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Keeps the epochs: begins a change when it is due or asked for, takes up one that was interrupted,
 * destroys what was retired long enough, and reports every state to the log. Thread-safe.
 */
public final class EpochKeeper {

  private static final Logger log = LoggerFactory.getLogger(EpochKeeper.class);

  /**
   * How the keys stand.
   *
   * @param custody who holds the keys at the top
   * @param everySeconds how often the epoch changes by itself; 0 for never
   * @param holdSeconds how long a retired epoch is kept
   * @param running whether this node is changing the epoch
   * @param problem why a change does not go on, or null
   * @param change the change under way or interrupted, or null
   */
  public record Status(
      String custody,
      long everySeconds,
      long holdSeconds,
      List<EpochState> epochs,
      boolean running,
      @Nullable String problem,
      @Nullable Change change) {}

  /** One epoch. */
  public record EpochState(
      int epoch,
      String state,
      Instant createdAt,
      @Nullable Instant retiredAt,
      @Nullable Instant destroyedAt) {}

  /**
   * A change of epoch.
   *
   * @param people when it began
   * @param wrapped people whose keys are wrapped in the new epoch
   * @param checked people whose keys were opened again and compared
   * @param damaged people whose keys do not open or differ
   */
  public record Change(
      int epoch, String step, long people, long wrapped, long checked, int damaged) {}

  private final Epochs epochs;
  private final EpochStore store;
  private final EpochChange change;
  private final BranchKeys branches;
  private final KeyCustodian custodian;
  private final ObjectProvider<KeyEvents> events;
  private final Duration every;
  private final Duration hold;
  private final boolean strict;
  private final Clock clock;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile @Nullable String problem;

  EpochKeeper(
      Epochs epochs,
      EpochStore store,
      EpochChange change,
      BranchKeys branches,
      KeyCustodian custodian,
      ObjectProvider<KeyEvents> events,
      Duration every,
      Duration hold,
      boolean strict,
      Clock clock) {
    this.epochs = epochs;
    this.store = store;
    this.change = change;
    this.branches = branches;
    this.custodian = custodian;
    this.events = events;
    this.every = every;
    this.hold = hold;
    this.strict = strict;
    this.clock = clock;
  }

  /** How the keys stand. */
  public Status status() {
    return new Status(
        custodian.custody().name().toLowerCase(Locale.ROOT),
        every.toSeconds(),
        hold.toSeconds(),
        epochs.all().stream()
            .map(epoch ->
                new EpochState(
                    epoch.number(),
                    code(epoch.state()),
                    epoch.createdAt(),
                    epoch.retiredAt(),
                    epoch.destroyedAt()))
            .toList(),
        running.get(),
        problem,
        epochs.all().stream()
            .filter(epoch -> epoch.state() == State.PREPARING)
            .findFirst()
            .map(this::change)
            .orElse(null));
  }

  private Change change(Epoch epoch) {
    List<EpochProgress> parts = store.progress(epochs.region(), epoch.number());
    Step step = parts.stream().map(EpochProgress::step).min(Step::compareTo).orElse(Step.WRAP);
    return new Change(
        epoch.number(),
        step.name().toLowerCase(Locale.ROOT),
        parts.stream().mapToLong(EpochProgress::total).sum(),
        parts.stream().mapToLong(EpochProgress::wrapped).sum(),
        parts.stream().mapToLong(EpochProgress::checked).sum(),
        store.damage(epochs.region(), epoch.number()).size());
  }

  /**
   * Begins the next epoch, or goes on with the one that is being prepared, in the background.
   *
   * @return false when this node is at it already
   */
  public boolean begin(boolean leaveDamaged) {
    return begin(leaveDamaged ? Damaged.LEAVE : Damaged.LOOK_AGAIN);
  }

  private boolean begin(Damaged damaged) {
    if (!running.compareAndSet(false, true)) {
      return false;
    }
    problem = null;
    Thread.ofPlatform()
        .name("clef-epoch")
        .daemon()
        .start(() -> {
          try {
            run(damaged);
          } finally {
            if (strict) {
              branches.keepOnly(List.of());
            }
            running.set(false);
          }
        });
    return true;
  }

  private void run(Damaged damaged) {
    try {
      change.run(damaged);
      report();
    } catch (KeyChangeRefused e) {
      problem = e.getMessage();
      log.warn("the epoch does not change: {}", e.getMessage());
    } catch (CustodianUnavailable e) {
      problem = e.getMessage();
      log.warn("the epoch does not change now: {}", e.getMessage());
    } catch (RuntimeException e) {
      problem = "unexpected: " + e.getClass().getSimpleName();
      log.error("the epoch change broke off and will be taken up", e);
    }
  }

  /** What time brings: an end of what was retired, the next change, one that was interrupted. */
  @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT5S")
  void keep() {
    report();
    change.destroyRetired(hold);
    report();
    List<Epoch> all = epochs.all();
    boolean interrupted = all.stream().anyMatch(epoch -> epoch.state() == State.PREPARING);
    if (interrupted || isDue(all)) {
      begin(Damaged.STOP);
    }
  }

  private boolean isDue(List<Epoch> all) {
    return !every.isZero()
        && all.stream()
            .filter(epoch -> epoch.state() == State.CURRENT)
            .anyMatch(epoch -> !clock.instant().isBefore(epoch.createdAt().plus(every)));
  }

  /** Destroys what is retired without waiting any longer. */
  public void destroyRetired() {
    change.destroyRetired(Duration.ZERO);
    report();
  }

  /** Branch keys of epochs that are over leave the memory. */
  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT5S")
  void forgetOld() {
    branches.keepOnly(epochs.refreshed());
  }

  private void report() {
    for (int number : store.unreported(epochs.region())) {
      epochs.all().stream()
          .filter(epoch -> epoch.number() == number)
          .forEach(epoch -> {
            events.ifAvailable(log ->
                log.happened(
                    "keys.epoch." + code(epoch.state()),
                    Map.of(
                        "epoch", Integer.toString(number),
                        "custody", custodian.custody().name().toLowerCase(Locale.ROOT))));
            store.reported(epochs.region(), number, epoch.state());
          });
    }
  }

  private static String code(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}

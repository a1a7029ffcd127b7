package dev.clef.audit.timestamps;

import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.platform.db.AdvisoryLock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Time-stamps on a schedule, on a thread of its own: an authority that hangs holds nothing else up.
 * Runs on every node; a lock of the database lets one ask at a time.
 */
final class TimestampSchedule implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(TimestampSchedule.class);

  /** In PostgreSQL's advisory locks of the data database. */
  private static final long LOCK = 0x0C1EF_3161L;

  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 1000;

  private final TimestampKeeper keeper;
  private final Timestamps timestamps;
  private final Optional<Authority> authority;
  private final DataSource dataSource;
  private final Duration every;
  private final MeterRegistry meters;
  private Duration pause = Duration.ZERO;
  private boolean troubled;
  private volatile @Nullable Thread worker;

  TimestampSchedule(
      TimestampKeeper keeper,
      Timestamps timestamps,
      Optional<Authority> authority,
      DataSource dataSource,
      Duration every,
      MeterRegistry meters,
      Clock clock) {
    this.keeper = keeper;
    this.timestamps = timestamps;
    this.authority = authority;
    this.dataSource = dataSource;
    this.every = every;
    this.meters = meters;
    Gauge.builder("clef.audit.timestamps.age", timestamps, it -> age(it, clock))
        .description("seconds since the time of the newest time-stamp")
        .register(meters);
  }

  /** Only asked for by whoever reads the figures, some times a minute. */
  private static double age(Timestamps timestamps, Clock clock) {
    return timestamps
        .newestAt()
        .map(at -> (double) Duration.between(at, clock.instant()).toSeconds())
        .orElse(Double.NaN);
  }

  @Override
  public void start() {
    if (authority.isEmpty()) {
      LOG.info(
          "The time of the log is proven by nobody: no time-stamp authority is configured"
              + " (clef.audit.timestamps.authority)");
      return;
    }
    LOG.info("Time-stamps every {} from: {}", every, authority.get().label());
    Authority known = authority.get();
    Thread thread =
        Thread.ofPlatform().name("clef-timestamps").daemon().unstarted(() -> work(known));
    worker = thread;
    thread.start();
  }

  @Override
  public void stop() {
    Thread thread = worker;
    worker = null;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }

  private void work(Authority known) {
    try {
      while (worker != null) {
        Thread.sleep(round(known));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped
    }
  }

  /** One attempt. Returns how long to wait for the next. */
  Duration round(Authority known) throws InterruptedException {
    AtomicReference<Duration> next = new AtomicReference<>(Duration.ofMillis(LOOK_MILLIS));
    try {
      AdvisoryLock.tryWith(dataSource, LOCK, () -> next.set(attempt(known)));
    } catch (RuntimeException e) { // the schedule must live; what it was is shown
      next.set(failed("unexpected", e.getClass().getSimpleName()));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return next.get();
  }

  private Duration attempt(Authority known) {
    try {
      Optional<TimeStamp> taken = keeper.stamp(known);
      if (taken.isPresent()) {
        counter("taken").increment();
        if (troubled) {
          LOG.info("Time-stamps are taken again");
        }
      }
      troubled = false;
      pause = Duration.ZERO;
      timestamps.problem(null);
      return taken.isPresent() ? every : Duration.ofMillis(LOOK_MILLIS);
    } catch (TimeStampRefused e) {
      return failed(e.reason().name().toLowerCase(Locale.ROOT), "refused: " + e.getMessage());
    } catch (IOException e) {
      return failed("no_answer", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Duration.ZERO;
    }
  }

  private Duration failed(String reason, String message) {
    counter(reason).increment();
    timestamps.problem(message);
    if (!troubled) {
      LOG.warn("No time-stamp, will be tried again: {}", message);
    }
    troubled = true;
    pause = pause.isZero() ? FIRST_RETRY : pause.multipliedBy(2);
    pause = pause.compareTo(every) > 0 ? every : pause;
    return pause;
  }

  private Counter counter(String outcome) {
    return Counter.builder("clef.audit.timestamps")
        .description("attempts to have the log stamped, by what came of them")
        .tag("outcome", outcome)
        .register(meters);
  }
}

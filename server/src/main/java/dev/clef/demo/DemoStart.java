package dev.clef.demo;

import dev.clef.audit.AuditLog;
import dev.clef.platform.DemoFolder;
import dev.clef.platform.Terminal;
import java.io.Console;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Invents the people at the first start, before anything listens and before any schedule runs:
 * nobody meets a half-told history, and no other thread makes identifiers of the present meanwhile.
 */
final class DemoStart implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(DemoStart.class);

  /** Before the web server and the sequencer. */
  private static final int PHASE = 0;

  private static final int STEPS = 10;

  private final DemoFolder folder;
  private final AuditLog log;
  private final Seeder seeder;
  private final Clock clock;
  private volatile boolean running;

  DemoStart(DemoFolder folder, AuditLog log, Seeder seeder, Clock clock) {
    this.folder = folder;
    this.log = log;
    this.seeder = seeder;
    this.clock = clock;
  }

  @Override
  public void start() {
    if (folder.isUnfinished()) {
      Instant now = clock.instant();
      log.makeRoom(
          now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(History.DAYS), History.DAYS / 28 + 2);
      List<Person> people = People.all();
      List<Event> events = History.of(people, now);
      long startNanos = System.nanoTime();
      seeder.run(events, progress(events.size()));
      folder.finish();
      LOG.info(
          "{} invented listeners with {} events in {} ms",
          people.size(),
          events.size(),
          (System.nanoTime() - startNanos) / 1_000_000);
    }
    running = true;
  }

  private static IntConsumer progress(int total) {
    Optional<Console> terminal = Terminal.attached();
    if (terminal.isPresent()) {
      Console console = terminal.get();
      return done ->
          console
              .printf(
                  "\r  Inventing listeners and their last six months … %d %%%s",
                  100L * done / total, done == total ? "\n" : "")
              .flush();
    }
    return new IntConsumer() {
      private int told;

      @Override
      public void accept(int done) {
        int step = (int) ((long) STEPS * done / total);
        if (step > told) {
          told = step;
          LOG.info("Inventing listeners: {} %", 100 * step / STEPS);
        }
      }
    };
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

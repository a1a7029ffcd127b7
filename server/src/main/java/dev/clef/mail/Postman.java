package dev.clef.mail;

import dev.clef.mail.LetterOpener.Nobody;
import dev.clef.mail.LetterOpener.NotNow;
import dev.clef.mail.LetterOpener.Opened;
import dev.clef.mail.LetterOpener.Unreadable;
import dev.clef.platform.UuidV7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Sends letters, several at a time, on every node. A letter is claimed for longer than a sending
 * takes, handed over, and only then ended: whoever dies in between leaves it to be sent once more
 * under the same Message-ID.
 */
final class Postman implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

  /** After the history of the trial mode is told (0), before anybody can ask for anything. */
  private static final int PHASE = 1000;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LetterStore store;
  private final LetterOpener opener;
  private final Paper paper;
  private final Endings endings;
  private final MailMeters meters;
  private final MailProperties settings;
  private final Letters letters;
  private final Optional<Supplier<Carrier>> carriers;
  private final UuidV7 ids;
  private final Clock clock;
  private final AtomicBoolean away = new AtomicBoolean();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile boolean started;
  private final Semaphore bell = new Semaphore(0);
  private volatile List<Thread> workers = List.of();

  Postman(
      LetterStore store,
      LetterOpener opener,
      Paper paper,
      Endings endings,
      MailMeters meters,
      MailProperties settings,
      Letters letters,
      Optional<Supplier<Carrier>> carriers,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.opener = opener;
    this.paper = paper;
    this.endings = endings;
    this.meters = meters;
    this.settings = settings;
    this.letters = letters;
    this.carriers = carriers;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void start() {
    if (carriers.isEmpty()) {
      return;
    }
    started = true;
    Supplier<Carrier> each = carriers.get();
    workers =
        IntStream.range(0, settings.workers())
            .mapToObj(n -> Thread.ofVirtual().name("clef-mail-" + n).start(() -> work(each.get())))
            .toList();
    letters.open(this::hurry);
  }

  private void work(Carrier carrier) {
    while (started) {
      Duration pause = PAUSE;
      try {
        pause = deliverDue(carrier);
      } catch (RuntimeException e) {
        // A database that is away, a lease that was lost: what was claimed comes back by itself.
        LOG.debug("Letters wait ({})", e.getClass().getSimpleName());
      }
      carrier.close();
      rest(pause);
    }
  }

  /** Until somebody rings, or has rung since the last look. */
  private void rest(Duration pause) {
    try {
      boolean _ = bell.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A letter was written just now: somebody may be waiting for it. A mail server that is away is
   * asked no more often for that.
   */
  private void hurry() {
    if (!away.get() && bell.availablePermits() == 0) {
      bell.release();
    }
  }

  /** Sends what is due; the pause until the next look. */
  Duration deliverDue(Carrier carrier) {
    Optional<Queued> next = claim();
    while (next.isPresent()) {
      if (!attempt(next.get(), carrier)) {
        return settings.firstWait().compareTo(LONGEST_PAUSE) > 0
            ? LONGEST_PAUSE
            : settings.firstWait();
      }
      next = started ? claim() : Optional.empty();
    }
    return PAUSE;
  }

  private Optional<Queued> claim() {
    Instant now = clock.instant();
    return store.claim(ids.next(), now, now.plus(settings.lease()));
  }

  /**
   * Ends what lapsed while nobody sent it: the mail server is away, or there is none any more. What
   * is kept has an end either way.
   */
  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT2M")
  void endLapsed() {
    try {
      Optional<Queued> next = claimLapsed();
      while (next.isPresent()) {
        endings.end(next.get(), null, Ending.EXPIRED);
        next = claimLapsed();
      }
    } catch (RuntimeException e) {
      LOG.debug("Lapsed letters wait ({})", e.getClass().getSimpleName());
    }
  }

  private Optional<Queued> claimLapsed() {
    Instant now = clock.instant();
    return store.claimLapsed(ids.next(), now, now.plus(settings.lease()));
  }

  /** What goes wrong on our side costs a letter no attempt and stops no other letter. */
  private boolean attempt(Queued letter, Carrier carrier) {
    try {
      return deliver(letter, carrier);
    } catch (RuntimeException | Error e) {
      String what = e.getClass().getSimpleName();
      if (told.add(what)) {
        LOG.warn("A letter could not be sent ({}); it waits", what);
      }
      hold(letter);
      return true;
    }
  }

  /** False when no other letter would fare better. */
  private boolean deliver(Queued letter, Carrier carrier) {
    if (!letter.expiresAt().isAfter(clock.instant())) {
      endings.end(letter, null, Ending.EXPIRED);
      return true;
    }
    if (letter.attempts() >= settings.attempts()) {
      endings.end(letter, null, Ending.GIVEN_UP);
      return true;
    }
    return switch (opener.open(letter)) {
      case Nobody nobody -> {
        endings.end(letter, null, Ending.NOBODY);
        yield true;
      }
      case Unreadable unreadable -> {
        endings.end(letter, null, Ending.UNREADABLE);
        yield true;
      }
      case NotNow denied -> {
        hold(letter);
        yield true;
      }
      case Opened opened -> handOver(letter, opened, carrier);
    };
  }

  private boolean handOver(Queued letter, Opened opened, Carrier carrier) {
    Written written = paper.write(opened.letter(), opened.language(), letter.createdAt());
    Delivery delivery =
        carrier.carry(
            new Outgoing(
                letter.letterId(), opened.to(), written, opened.language(), letter.createdAt()));
    return switch (delivery) {
      case Delivery.Accepted accepted -> {
        tellBack();
        endings.end(letter, opened.to(), Ending.DELIVERED);
        yield true;
      }
      case Delivery.Bounced bounced -> {
        endings.end(letter, opened.to(), Ending.BOUNCED);
        yield true;
      }
      case Delivery.Rejected rejected -> {
        endings.end(letter, opened.to(), Ending.REJECTED);
        yield true;
      }
      case Delivery.Deferred deferred -> {
        again(letter);
        yield true;
      }
      case Delivery.Unreachable unreachable -> {
        tellAway(unreachable.why());
        hold(letter);
        yield false;
      }
    };
  }

  private void again(Queued letter) {
    int tries = letter.attempts() + 1;
    if (tries >= settings.attempts()) {
      endings.end(letter, null, Ending.GIVEN_UP);
      return;
    }
    meters.retried();
    store.defer(letter, clock.instant().plus(settings.waitAfter(tries)));
  }

  /** Until it expires, again when it is twice as old. */
  private void hold(Queued letter) {
    Instant now = clock.instant();
    meters.retried();
    store.release(letter, now.plus(settings.waitAtAge(Duration.between(letter.createdAt(), now))));
  }

  private void tellAway(String why) {
    if (away.compareAndSet(false, true)) {
      LOG.warn("The mail server takes no letters ({}); they wait", why);
    }
  }

  private void tellBack() {
    if (away.compareAndSet(true, false)) {
      LOG.info("The mail server takes letters again");
    }
  }

  /** A sending under way is finished if it does not take long; else it comes again. */
  @Override
  public void stop() {
    started = false;
    bell.release(settings.workers());
    try {
      for (Thread worker : workers) {
        worker.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}

package dev.clef.rights;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Accounts;
import dev.clef.keys.ErasureLedger;
import dev.clef.keys.ErasureLedger.Generation;
import dev.clef.keys.ErasureLedger.Line;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.openid.Families;
import dev.clef.openid.Invitations;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.VaultWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stands before the first request: a database that comes back from a backup must not bring erased
 * people back. Both databases count the starts; the one that is behind was restored. Erasures are
 * done again from the ledger in the keys database, whichever of the two was restored.
 */
final class RestoreGate implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreGate.class);
  private static final int BATCH = Erasures.BATCH;

  /** Longer than any erasure takes to be written into the ledger, clocks of nodes included. */
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(10);

  private static final Generation NONE = new Generation(0, Instant.EPOCH);

  private final ErasureLedger ledger;
  private final ErasureStore store;
  private final Erasures erasures;
  private final PersonKeys keys;
  private final Accounts accounts;
  private final Families families;
  private final Invitations invitations;
  private final VaultWriter vault;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final RightsProperties properties;
  private final Clock clock;

  RestoreGate(
      ErasureLedger ledger,
      ErasureStore store,
      Erasures erasures,
      PersonKeys keys,
      Accounts accounts,
      Families families,
      Invitations invitations,
      VaultWriter vault,
      AuditLog log,
      TransactionTemplate transaction,
      RightsProperties properties,
      Clock clock) {
    this.ledger = ledger;
    this.store = store;
    this.erasures = erasures;
    this.keys = keys;
    this.accounts = accounts;
    this.families = families;
    this.invitations = invitations;
    this.vault = vault;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    ledger.exclusively(this::pass);
  }

  private void pass() {
    Generation known = ledger.generation().orElse(NONE);
    ErasureStore.Mark mark =
        store.mark(ledger.region()).orElse(new ErasureStore.Mark(NONE, 0, null));
    Generation here = mark.generation();
    long replayed = replay(mark.position());
    Instant restoredFrom = mark.restoredFrom();
    if (here.number() < known.number()) {
      restoredFrom = restoredFrom == null ? here.at() : earlier(restoredFrom, here.at());
      dataRestored(here, known, replayed);
    } else if (here.number() > known.number()) {
      keysRestored(here, known);
    } else if (replayed > 0) {
      LOG.warn("{} erasures were missing in the data database and are done again", replayed);
    }
    if (isAccepted(here)) {
      accept(restoredFrom);
      restoredFrom = null;
    }
    long next = Math.max(here.number(), known.number()) + 1;
    Generation now = new Generation(next, clock.instant());
    // This database first: a crash in between looks like restored keys, which costs a comparison.
    store.mark(ledger.region(), new ErasureStore.Mark(now, mark.position(), restoredFrom));
    ledger.advance(now);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Does every erasure of the ledger again that is not done here; answers how many. */
  private long replay(long position) {
    long replayed = 0;
    List<Line> lines = ledger.after(position, BATCH);
    while (!lines.isEmpty()) {
      Map<SubjectId, UUID> missing = missing(lines);
      if (!missing.isEmpty()) {
        erasures.replay(missing);
        replayed += missing.size();
      }
      if (replayed > 0 && lines.size() == BATCH) {
        LOG.info("{} erasures done again so far", replayed);
      }
      lines = ledger.after(lines.getLast().position(), BATCH);
    }
    return replayed;
  }

  private Map<SubjectId, UUID> missing(List<Line> lines) {
    Set<UUID> done = store.done(lines.stream().map(line -> line.person().personId()).toList());
    return lines.stream()
        .filter(line -> !done.contains(line.person().personId()))
        .collect(
            Collectors.toMap(line -> new SubjectId(line.person().personId()), Line::certificateId));
  }

  /** Nothing is destroyed here: it may be the wrong backup, or the wrong database altogether. */
  private void dataRestored(Generation here, Generation known, long replayed) {
    keys.believeAll(); // or the last who registered before would be reaped
    transaction.executeWithoutResult(status -> {
      accounts.endEverySession();
      families.endAll();
      invitations.endAll();
      log.append(restored("data", here, known).with("replayed", Long.toString(replayed)), null);
    });
    LOG.warn(
        "the data database is from a backup (generation {}, the keys database knows {}): {} erasures"
            + " are done again, every session, code and invitation and every token of applications is"
            + " ended. What was changed since the backup stays unreadable, and names registered since stay taken, until you accept that they are"
            + " lost with --clef.restore.accept-generation={}",
        here.number(),
        known.number(),
        replayed,
        Math.max(here.number(), known.number()) + 1);
  }

  /** Keys of people who were erased since are back in the keys database: they go again. */
  private void keysRestored(Generation here, Generation known) {
    long again = 0;
    List<Erasure> page = store.withoutKeys(new UUID(0, 0), BATCH);
    while (!page.isEmpty()) {
      Set<UUID> absent =
          ledger.absent(Tenant.DEFAULT.id(), page.stream().map(e -> e.subject().value()).toList());
      Map<PersonRef, UUID> back =
          page.stream()
              .filter(erasure -> absent.contains(erasure.subject().value()))
              .collect(
                  Collectors.toMap(
                      erasure -> new PersonRef(Tenant.DEFAULT.id(), erasure.subject().value()),
                      Erasure::certificateId));
      if (!back.isEmpty()) {
        keys.destroy(back);
        again += back.size();
      }
      page = store.withoutKeys(page.getLast().subject().value(), BATCH);
    }
    String destroyed = Long.toString(again);
    transaction.executeWithoutResult(
        status -> log.append(restored("keys", here, known).with("destroyed", destroyed), null));
    LOG.warn(
        "the keys database is from a backup (generation {}, the data database knows {}): the keys of"
            + " {} erased people are destroyed again",
        known.number(),
        here.number(),
        again);
  }

  private static AuditEvent restored(String which, Generation here, Generation known) {
    return AuditEvent.service("database.restored")
        .with("database", which)
        .with("data_generation", Long.toString(here.number()))
        .with("keys_generation", Long.toString(known.number()));
  }

  private boolean isAccepted(Generation here) {
    long wanted = properties.acceptGeneration();
    if (wanted != 0 && wanted != here.number()) {
      LOG.warn(
          "clef.restore.accept-generation is {}, the data database is at {}: nothing accepted",
          wanted,
          here.number());
    }
    return wanted != 0 && wanted == here.number();
  }

  private void accept(@Nullable Instant restoredFrom) {
    long older = vault.acceptOlder();
    int doubted = restoredFrom == null ? 0 : keys.doubt(margin(restoredFrom));
    transaction.executeWithoutResult(status ->
        log.append(
            AuditEvent.service("database.older_accepted")
                .with("people", Long.toString(older))
                .with("registrations", Integer.toString(doubted)),
            null));
    LOG.warn(
        "the older values of {} people are accepted as the newest, {} registrations are looked at"
            + " again",
        older,
        doubted);
  }

  private static Instant margin(Instant restoredFrom) {
    return restoredFrom.equals(Instant.EPOCH) ? restoredFrom : restoredFrom.minus(SETTLED_AFTER);
  }

  /** Moves the position on over erasures that are done here for good. */
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT30S")
  void advance() {
    store
        .mark(ledger.region())
        .ifPresent(mark -> {
          List<Line> lines = ledger.after(mark.position(), 10 * BATCH);
          Map<SubjectId, UUID> missing = missing(lines);
          Instant settled = clock.instant().minus(SETTLED_AFTER);
          lines.stream()
              .takeWhile(line ->
                  line.erasedAt().isBefore(settled)
                      && !missing.containsKey(new SubjectId(line.person().personId())))
              .reduce((first, second) -> second)
              .ifPresent(last -> store.advance(ledger.region(), mark, last.position()));
        });
  }
}

package dev.clef.rights;

import dev.clef.audit.Activity;
import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Accounts;
import dev.clef.keys.Epochs;
import dev.clef.keys.KeyCustodian;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.Randomness;
import dev.clef.rights.Erasure.State;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.PersonalData;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.VaultWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases people (GDPR Art. 17) as a persisted saga over two databases: mark (data), destroy (keys),
 * enter (data). Every step may be repeated; whatever a crash interrupts is taken up again at the
 * next start and by any node.
 */
public final class Erasures {

  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

  /** Erasures that did not end within this time are taken up by the schedule. */
  private static final Duration TAKE_UP_AFTER = Duration.ofSeconds(10);

  private static final int BATCH = 500;

  private final ErasureStore store;
  private final Accounts accounts;
  private final VaultWriter vault;
  private final PersonKeys keys;
  private final Epochs epochs;
  private final KeyCustodian custodian;
  private final List<PersonalData> owners;
  private final Activity activity;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;

  Erasures(
      ErasureStore store,
      Accounts accounts,
      VaultWriter vault,
      PersonKeys keys,
      Epochs epochs,
      KeyCustodian custodian,
      List<PersonalData> owners,
      Activity activity,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.accounts = accounts;
    this.vault = vault;
    this.keys = keys;
    this.epochs = epochs;
    this.custodian = custodian;
    this.owners = owners;
    this.activity = activity;
    this.log = log;
    this.transaction = transaction;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** Erases a person; when it returns, nothing about them can be read and their names are free. */
  public UUID erase(SubjectId subject) {
    UUID certificateId = certificateId();
    mark(certificateId, subject);
    Erasure begun = store.of(subject).orElseThrow();
    finish(begun);
    return begun.certificateId();
  }

  /** A random UUID (RFC 9562 version 4): whoever knows it may have the certificate. */
  private UUID certificateId() {
    ByteBuffer bits = ByteBuffer.wrap(randomness.bytes(16));
    long high = (bits.getLong() & ~0xF000L) | 0x4000L;
    long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  /**
   * Step 1: fences reads everywhere, ends sessions, and unlinks the log entries while their tags
   * can still be made.
   */
  private void mark(UUID certificateId, SubjectId subject) {
    transaction.executeWithoutResult(status -> {
      if (!store.insert(certificateId, subject, clock.instant())) {
        return;
      }
      PersonKey key = keys.get(ref(subject));
      vault.fence(subject);
      accounts.close(subject);
      log.append(
          new AuditEvent(
              "erasure.requested",
              Actor.LISTENER,
              Purpose.ERASURE_REQUEST,
              LegalBasis.LEGAL_OBLIGATION,
              Map.of("certificate", certificateId.toString())),
          key);
      activity.forget(key);
    });
  }

  /**
   * Erases somebody again whom the ledger of the keys database knows as erased: this database was
   * restored from a backup that is older than that. The keys are gone, so the entries of the log
   * need no unlinking any more.
   */
  void replay(SubjectId subject, UUID certificateId) {
    transaction.executeWithoutResult(status -> {
      if (store.insert(certificateId, subject, clock.instant())) {
        vault.fence(subject);
        accounts.close(subject);
        log.append(
            AuditEvent.service("erasure.replayed").with("certificate", certificateId.toString()),
            null);
      }
    });
    finish(store.of(subject).orElseThrow());
  }

  /** Steps 2 and 3, from wherever the erasure stands. */
  private void finish(Erasure erasure) {
    if (erasure.state() == State.MARKED) {
      store.keysDestroyed(
          erasure.certificateId(), keys.destroy(ref(erasure.subject()), erasure.certificateId()));
    }
    if (erasure.state() != State.ENTERED) {
      Erasure destroyed = store.find(erasure.certificateId()).orElseThrow();
      transaction.executeWithoutResult(status -> enter(destroyed));
    }
  }

  private void enter(Erasure erasure) {
    if (!store.advance(erasure.certificateId(), State.KEYS_DESTROYED, State.ENTERED)) {
      return;
    }
    owners.forEach(owner -> owner.erase(erasure.subject()));
    String custody = custody();
    AuditLog.Prepared entry =
        log.append(
            AuditEvent.service("person.erased")
                .with("certificate", erasure.certificateId().toString())
                .with("custody", custody)
                .with("nodes", Integer.toString(erasure.nodes()))
                .with("evicted_ms", Long.toString(erasure.evictedMillis()))
                .with("stage", "1"),
            null);
    store.entered(erasure.certificateId(), entry.entryId(), entry.at(), custody);
  }

  private String custody() {
    return custodian.custody().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The second stage: whose keys were wrapped under epochs that are destroyed by now is in no
   * backup either, and the log says so.
   */
  @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT5S")
  void reachSecondStage() {
    int upTo = epochs.destroyedUpTo();
    while (upTo > 0 && secondStage(upTo) == BATCH) {
      LOG.debug("a batch of erasures has reached the second stage");
    }
  }

  private int secondStage(int upTo) {
    return Objects.requireNonNull(
        transaction.execute(status -> {
          List<Erasure> due = store.lockFirstStage(upTo, BATCH);
          String custody = custody();
          List<AuditLog.Prepared> entries =
              due.stream()
                  .map(erasure -> log.prepare(secondStage(erasure, custody), null, Map.of()))
                  .toList();
          log.copy(entries);
          store.reachedSecondStage(
              due.stream().map(Erasure::certificateId).toList(), entries, custody);
          return due.size();
        }));
  }

  private static AuditEvent secondStage(Erasure erasure, String custody) {
    return AuditEvent.service("person.erased")
        .with("certificate", erasure.certificateId().toString())
        .with("custody", custody)
        .with("stage", "2")
        .with("epoch", Integer.toString(erasure.epoch()))
        .with("keys_destroyed", Objects.requireNonNull(erasure.first()).at().toString());
  }

  /** Takes up what was interrupted. */
  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT1S")
  void resume() {
    for (Erasure erasure : store.unfinished(clock.instant().minus(TAKE_UP_AFTER))) {
      LOG.info("Taking up erasure {}", erasure.certificateId());
      finish(erasure);
    }
  }

  private static PersonRef ref(SubjectId subject) {
    return new PersonRef(Tenant.DEFAULT.id(), subject.value());
  }
}

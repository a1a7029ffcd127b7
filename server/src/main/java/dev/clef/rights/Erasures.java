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
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

  /** How many people one transaction erases. */
  public static final int BATCH = 500;

  private static final String CERTIFICATE = "certificate";
  private static final Comparator<SubjectId> ORDER = Comparator.comparing(SubjectId::value);

  /** Why people are erased who do not do it themselves: GDPR Art. 17(1). The names are logged. */
  public enum Reason {
    /** (a) What was held is not needed any more. */
    RETENTION,
    /** (b), (c) The person asked for it in another way, or objected. */
    REQUEST,
    /** (d) It should not have been held. */
    UNLAWFUL,
    /** (e) A law or a court orders it. */
    ORDER;

    /** The name in the log and in the API. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The reason of a name; empty when there is none. */
    public static Optional<Reason> of(@Nullable String code) {
      return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
    }
  }

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
    Map<SubjectId, UUID> erased =
        erase(
            List.of(subject),
            new AuditEvent(
                "erasure.requested",
                Actor.LISTENER,
                Purpose.ERASURE_REQUEST,
                LegalBasis.LEGAL_OBLIGATION,
                Map.of()));
    return Objects.requireNonNull(erased.get(subject), "the person has an account");
  }

  /**
   * Erases many people, as far as they are known; those erased before keep their certificates. When
   * it returns, nothing about them can be read and their names are free.
   *
   * @param subjects at most {@link #BATCH}
   * @return the numbers of their certificates
   */
  public Map<SubjectId, UUID> erase(Collection<SubjectId> subjects, Reason reason) {
    return erase(
        subjects,
        new AuditEvent(
            "erasure.requested",
            Actor.OPERATOR,
            Purpose.ERASURE_REQUEST,
            LegalBasis.LEGAL_OBLIGATION,
            Map.of("reason", reason.code())));
  }

  /** Of these people, those whom {@link #erase(Collection, Reason)} would find. */
  public Set<SubjectId> known(Collection<SubjectId> subjects) {
    Set<SubjectId> known = new HashSet<>(accounts.present(subjects));
    store.of(subjects).forEach(erasure -> known.add(erasure.subject()));
    return known;
  }

  private Map<SubjectId, UUID> erase(Collection<SubjectId> subjects, AuditEvent request) {
    if (subjects.size() > BATCH) {
      throw new IllegalArgumentException("more than " + BATCH + " people at once");
    }
    SortedMap<SubjectId, UUID> certificates = new TreeMap<>(ORDER);
    accounts.present(subjects).forEach(subject -> certificates.put(subject, certificateId()));
    mark(certificates, request);
    List<Erasure> begun = store.of(subjects);
    finish(begun);
    return begun.stream()
        .collect(Collectors.toUnmodifiableMap(Erasure::subject, Erasure::certificateId));
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
   * can still be made. Of somebody whose keys do not open any more, nobody can make the tags.
   */
  private void mark(SortedMap<SubjectId, UUID> certificates, AuditEvent request) {
    transaction.executeWithoutResult(status -> {
      List<Erasure> begun = fenced(certificates);
      keys.with(
          begun.stream().map(erasure -> ref(erasure.subject())).toList(),
          open -> unlink(begun, open, request));
    });
  }

  private void unlink(List<Erasure> begun, List<PersonKey> open, AuditEvent request) {
    Map<PersonRef, PersonKey> known =
        open.stream().collect(Collectors.toMap(PersonKey::person, key -> key));
    log.append(
        begun.stream()
            .map(erasure ->
                log.prepare(
                    request.with(CERTIFICATE, erasure.certificateId().toString()),
                    known.get(ref(erasure.subject())),
                    Map.of()))
            .toList());
    activity.forget(open);
  }

  /** Begins erasures: from this transaction on nothing can be read. */
  private List<Erasure> fenced(SortedMap<SubjectId, UUID> certificates) {
    List<Erasure> begun = store.insert(certificates, clock.instant());
    List<SubjectId> subjects = subjects(begun);
    vault.fence(subjects);
    accounts.close(subjects);
    return begun;
  }

  /**
   * Erases people again whom the ledger of the keys database knows as erased: this database was
   * restored from a backup that is older than that. The keys are gone, so the entries of the log
   * need no unlinking any more.
   *
   * @param certificates at most {@link #BATCH} people, with the numbers of their certificates
   */
  void replay(Map<SubjectId, UUID> certificates) {
    SortedMap<SubjectId, UUID> ordered = new TreeMap<>(ORDER);
    ordered.putAll(certificates);
    transaction.executeWithoutResult(status ->
        log.append(
            fenced(ordered).stream()
                .map(erasure ->
                    log.prepare(
                        AuditEvent.service("erasure.replayed")
                            .with(CERTIFICATE, erasure.certificateId().toString()),
                        null,
                        Map.of()))
                .toList()));
    finish(store.of(certificates.keySet()));
  }

  /** Steps 2 and 3, from wherever the erasures stand. */
  private void finish(List<Erasure> erasures) {
    Map<PersonRef, UUID> marked =
        erasures.stream()
            .filter(erasure -> erasure.state() == State.MARKED)
            .collect(Collectors.toMap(erasure -> ref(erasure.subject()), Erasure::certificateId));
    if (!marked.isEmpty()) {
      store.keysDestroyed(keys.destroy(marked));
    }
    List<SubjectId> unfinished =
        subjects(erasures.stream().filter(e -> e.state() != State.ENTERED).toList());
    if (!unfinished.isEmpty()) {
      transaction.executeWithoutResult(status -> enter(unfinished));
    }
  }

  private void enter(List<SubjectId> subjects) {
    List<Erasure> entering = store.enter(subjects);
    if (entering.isEmpty()) {
      return; // somebody else was first
    }
    owners.forEach(owner -> owner.erase(subjects(entering)));
    String custody = custody();
    List<AuditLog.Prepared> entries =
        entering.stream()
            .map(erasure -> log.prepare(firstStage(erasure, custody), null, Map.of()))
            .toList();
    log.append(entries);
    store.entered(entering.stream().map(Erasure::certificateId).toList(), entries, custody);
  }

  private static AuditEvent firstStage(Erasure erasure, String custody) {
    return AuditEvent.service("person.erased")
        .with(CERTIFICATE, erasure.certificateId().toString())
        .with("custody", custody)
        .with("nodes", Integer.toString(erasure.nodes()))
        .with("evicted_ms", Long.toString(erasure.evictedMillis()))
        .with("stage", "1");
  }

  private static List<SubjectId> subjects(List<Erasure> erasures) {
    return erasures.stream().map(Erasure::subject).toList();
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
          log.append(entries);
          store.reachedSecondStage(
              due.stream().map(Erasure::certificateId).toList(), entries, custody);
          return due.size();
        }));
  }

  private static AuditEvent secondStage(Erasure erasure, String custody) {
    return AuditEvent.service("person.erased")
        .with(CERTIFICATE, erasure.certificateId().toString())
        .with("custody", custody)
        .with("stage", "2")
        .with("epoch", Integer.toString(erasure.epoch()))
        .with("keys_destroyed", Objects.requireNonNull(erasure.first()).at().toString());
  }

  /** Takes up what was interrupted. */
  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT1S")
  void resume() {
    List<Erasure> left = store.unfinished(clock.instant().minus(TAKE_UP_AFTER), BATCH);
    if (!left.isEmpty()) {
      LOG.info("Taking up {} erasures, the first {}", left.size(), left.getFirst().certificateId());
      finish(left);
    }
  }

  private static PersonRef ref(SubjectId subject) {
    return new PersonRef(Tenant.DEFAULT.id(), subject.value());
  }
}

package dev.clef.identity.staff;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.FactorName;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.PasskeyProperties;
import dev.clef.identity.PasskeyQuestion;
import dev.clef.identity.credentials.BrowserKey;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.Passkey;
import dev.clef.identity.credentials.PasskeyRefused;
import dev.clef.identity.credentials.PasskeyRefused.Why;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import dev.clef.identity.staff.StaffQuestions.Purpose;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Passkeys of staff: how they sign in. They are kept apart from those of listeners, under the key
 * of the account and found by its identifier, which the authenticator keeps with them; one of a
 * listener opens nothing here, and one of staff nothing there. Thread-safe.
 */
final class StaffPasskeys {

  private static final List<String> FIELDS = List.of("passkeys");

  /** A passkey as its owner sees it. */
  record Held(
      UUID factorId,
      String name,
      Instant addedAt,
      @Nullable Instant lastUsedAt,
      @Nullable AuthenticatorModel model) {}

  private final PasskeyVerifier verifier;
  private final StaffStore accounts;
  private final PasskeyStore store;
  private final StaffQuestions questions;
  private final StaffSessions sessions;
  private final StaffSealer sealer;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final PasskeyProperties properties;
  private final UuidV7 ids;
  private final Clock clock;

  StaffPasskeys(
      PasskeyVerifier verifier,
      StaffStore accounts,
      PasskeyStore store,
      StaffQuestions questions,
      StaffSessions sessions,
      StaffSealer sealer,
      AuditLog log,
      TransactionTemplate transaction,
      PasskeyProperties properties,
      UuidV7 ids,
      Clock clock) {
    this.verifier = verifier;
    this.accounts = accounts;
    this.store = store;
    this.questions = questions;
    this.sessions = sessions;
    this.sealer = sealer;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.ids = ids;
    this.clock = clock;
  }

  PasskeyQuestion toSignIn(PasskeySite site) {
    StaffQuestions.Question question = questions.ask(Purpose.SIGN_IN, null);
    return PasskeyQuestion.toUse(question.sealed(), question.challenge(), site, HeldFactors.NONE);
  }

  /**
   * Signs in: the passkey says who it is, and the session is that of the browser it was used in.
   */
  StaffAccounts.Opened signIn(
      String question, String credential, BrowserBinding browser, PasskeySite site) {
    byte[] challenge =
        questions
            .asked(Purpose.SIGN_IN, null, question)
            .orElseThrow(() -> failed(null, Why.CHALLENGE));
    PasskeyVerifier.Answer answer;
    try {
      answer = verifier.read(credential);
    } catch (PasskeyRefused refused) {
      throw failed(null, refused.why());
    }
    UUID staffId = staffId(answer.userHandle()).orElseThrow(() -> unknown(null));
    BrowserKey key = browser.checked(question);
    try {
      return Objects.requireNonNull(
          transaction.execute(_ -> signInNow(staffId, answer, challenge, key, site)));
    } catch (PasskeyRefused refused) {
      throw refused.why() == Why.USER ? unknown(staffId) : failed(staffId, refused.why());
    } catch (EnvelopeRejected damaged) {
      throw failed(staffId, Why.MALFORMED);
    }
  }

  private StaffAccounts.Opened signInNow(
      UUID staffId,
      PasskeyVerifier.Answer answer,
      byte[] challenge,
      BrowserKey key,
      PasskeySite site) {
    StaffStore.Row account = accounts.lock(staffId).orElseThrow(() -> new PasskeyRefused(Why.USER));
    Passkey passkey =
        held(account).passkeys().stream()
            .filter(one -> Arrays.equals(one.credentialId(), answer.credentialId()))
            .findFirst()
            .orElseThrow(() -> new PasskeyRefused(Why.USER));
    PasskeyStore.Known known =
        store.find(staffId, passkey.factorId()).orElseThrow(() -> new PasskeyRefused(Why.USER));
    PasskeyVerifier.Used used = verifier.check(answer, passkey, known.signCount(), challenge, site);
    if (!questions.use(Purpose.SIGN_IN, challenge)) {
      throw new PasskeyRefused(Why.CHALLENGE);
    }
    Instant now = clock.instant();
    if (!store.use(passkey.factorId(), used, now)) {
      throw new PasskeyRefused(Why.COUNTER);
    }
    accounts.signedIn(staffId, now);
    log.append(AuditEvent.staff("staff.sign_in.succeeded", staffId).fields(FIELDS), null);
    return sessions.open(staffId, account.roles(), key);
  }

  private HeldFactors held(StaffStore.Row account) {
    byte[] sealed = account.passkeys();
    return sealed == null
        ? HeldFactors.NONE
        : HeldFactors.parse(sealer.open(account.staffId(), Value.PASSKEYS, sealed));
  }

  /** How many somebody has. */
  int count(StaffStore.Row account) {
    return held(account).passkeys().size();
  }

  /** Asks for a new key; the first one in a session that can do nothing else. */
  PasskeyQuestion toAdd(StaffMember me, PasskeySite site) {
    StaffStore.Row account =
        accounts.find(me.staffId()).orElseThrow(() -> Problem.of(CommonProblem.NOT_SIGNED_IN));
    HeldFactors held = held(account);
    requireRoom(me, held);
    StaffQuestions.Question question = questions.ask(Purpose.ADD_PASSKEY, me.sessionId());
    String name =
        new String(
            sealer.open(me.staffId(), Value.NAME, account.sealed().name()), StandardCharsets.UTF_8);
    return PasskeyQuestion.toMake(
        question.sealed(),
        question.challenge(),
        site,
        properties.name(),
        handle(me.staffId()),
        name,
        held,
        verifier.conveyance());
  }

  private static void requireRoom(StaffMember me, HeldFactors held) {
    if (!me.bound() && !held.passkeys().isEmpty()) {
      throw Problem.of(CommonProblem.FORBIDDEN);
    }
    if (held.passkeys().size() >= HeldFactors.MOST_PASSKEYS) {
      throw Problem.of(IdentityProblem.TOO_MANY_FACTORS);
    }
  }

  /**
   * Adds a key. With the first one password and code are worth nothing any more, and the session
   * becomes that of this browser.
   *
   * @return the session to go on with; empty when it is the one there is
   */
  Optional<StaffAccounts.Opened> add(
      StaffMember me,
      String question,
      String credential,
      String name,
      @Nullable BrowserBinding browser,
      PasskeySite site) {
    String entered = name.isBlank() ? "" : FactorName.of(name);
    if (!me.bound() && browser == null) {
      throw Problem.field("browser_key", FieldReason.REQUIRED);
    }
    BrowserKey key = me.bound() || browser == null ? null : browser.checked(question);
    byte[] challenge =
        questions
            .asked(Purpose.ADD_PASSKEY, me.sessionId(), question)
            .orElseThrow(() -> failed(me.staffId(), Why.CHALLENGE));
    PasskeyVerifier.Made made;
    try {
      made = verifier.made(credential, challenge, site);
    } catch (PasskeyRefused refused) {
      throw failed(me.staffId(), refused.why());
    }
    if (!questions.use(Purpose.ADD_PASSKEY, challenge)) {
      throw failed(me.staffId(), Why.CHALLENGE);
    }
    String called = FactorName.of(entered, made.model());
    Optional<StaffAccounts.Opened> opened = transaction.execute(_ -> addNow(me, made, called, key));
    return opened == null ? Optional.empty() : opened;
  }

  private Optional<StaffAccounts.Opened> addNow(
      StaffMember me, PasskeyVerifier.Made made, String name, @Nullable BrowserKey key) {
    UUID staffId = me.staffId();
    StaffStore.Row account =
        accounts
            .lock(staffId)
            .filter(_ -> sessions.goesOn(me))
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_SIGNED_IN));
    HeldFactors held = held(account);
    requireRoom(me, held);
    Instant now = clock.instant();
    Passkey passkey =
        new Passkey(
            ids.next(),
            name,
            made.credentialId(),
            made.attested(),
            made.transports(),
            made.backupEligible(),
            now,
            made.model());
    save(staffId, held.with(passkey));
    store.insert(passkey.factorId(), staffId, made.counter(), now);
    log.append(AuditEvent.staff("staff.passkey.added", staffId).fields(FIELDS), null);
    if (key == null) {
      return Optional.empty();
    }
    accounts.withoutPassword(
        staffId,
        sealer.none(staffId, Value.HASHED_PASSWORD),
        sealer.none(staffId, Value.TOTP_SECRET));
    accounts.signedIn(staffId, now);
    sessions.endAll(staffId, null);
    return Optional.of(sessions.open(staffId, account.roles(), key));
  }

  private void save(UUID staffId, HeldFactors held) {
    accounts.setPasskeys(staffId, sealer.seal(staffId, Value.PASSKEYS, held.storage()));
  }

  /** Those of the member. */
  List<Held> of(StaffMember me) {
    Map<UUID, PasskeyStore.Known> known = store.of(me.staffId());
    return accounts.find(me.staffId()).map(this::held).orElse(HeldFactors.NONE).passkeys().stream()
        .map(key -> {
          PasskeyStore.Known used = known.get(key.factorId());
          return new Held(
              key.factorId(),
              key.name(),
              key.addedAt(),
              used == null ? null : used.lastUsedAt(),
              key.model());
        })
        .toList();
  }

  void rename(StaffMember me, UUID factorId, String name) {
    String called = FactorName.of(name);
    transaction.executeWithoutResult(_ -> {
      HeldFactors held = locked(me, factorId);
      save(me.staffId(), held.changed(factorId, key -> key.called(called)));
    });
  }

  /** Removes a key, never the last one; sessions that may have been opened with it end. */
  void remove(StaffMember me, UUID factorId) {
    transaction.executeWithoutResult(_ -> {
      HeldFactors held = locked(me, factorId);
      if (held.passkeys().size() == 1) {
        throw Problem.of(IdentityProblem.LAST_FACTOR);
      }
      save(me.staffId(), held.without(factorId));
      store.remove(factorId);
      sessions.endAll(me.staffId(), me.sessionId());
      log.append(AuditEvent.staff("staff.passkey.removed", me.staffId()).fields(FIELDS), null);
    });
  }

  private HeldFactors locked(StaffMember me, UUID factorId) {
    HeldFactors held = accounts.lock(me.staffId()).map(this::held).orElse(HeldFactors.NONE);
    if (held.passkey(factorId).isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return held;
  }

  private static byte[] handle(UUID staffId) {
    return ByteBuffer.allocate(Long.BYTES * 2)
        .putLong(staffId.getMostSignificantBits())
        .putLong(staffId.getLeastSignificantBits())
        .array();
  }

  private static Optional<UUID> staffId(byte @Nullable [] handle) {
    if (handle == null || handle.length != Long.BYTES * 2) {
      return Optional.empty();
    }
    ByteBuffer read = ByteBuffer.wrap(handle);
    return Optional.of(new UUID(read.getLong(), read.getLong()));
  }

  private Problem unknown(@Nullable UUID staffId) {
    log(staffId, "passkey_unknown");
    return Problem.of(IdentityProblem.PASSKEY_UNKNOWN);
  }

  private Problem failed(@Nullable UUID staffId, Why why) {
    log(staffId, "passkey_" + why.code());
    return Problem.of(IdentityProblem.of(why));
  }

  /** The identifier comes from outside: it is an account's only when there is one. */
  private void log(@Nullable UUID staffId, String what) {
    boolean known = staffId != null && accounts.find(staffId).isPresent();
    log.appendAlone(
        AuditEvent.service("staff.sign_in.failed")
            .with("account", known ? String.valueOf(staffId) : null)
            .with("what", what),
        null);
  }
}

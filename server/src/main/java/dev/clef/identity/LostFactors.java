package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.keys.Handover;
import dev.clef.keys.KeyUnavailable;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.AccessDenied;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way back in for whoever has lost passkeys, app and recovery codes: password and a code by
 * mail, twice, with days in between. Whoever has one of them undoes it by using it; a new password
 * undoes it too, and so does a session. Less time would make a mailbox as good as a passkey.
 * Thread-safe.
 */
public final class LostFactors {

  private static final String STEP = "factor-loss";

  /** What nobody came back for is not kept ready for whoever has the mailbox one day. */
  private static final Duration LAPSES_AFTER = Duration.ofDays(7);

  /** What a code by mail came to. */
  public enum State {
    /** They stay until the time that was named. */
    WAITING,
    /** They are gone; the password signs in. */
    REMOVED
  }

  /**
   * Where it stands.
   *
   * @param readyAt from when on they may be removed; null when they are
   */
  public record Outcome(State state, @Nullable Instant readyAt) {}

  /** Password of a version, checked. */
  private record Asked(SubjectId subject, long version) {

    CodeTarget target() {
      return CodeTarget.of(CodePurpose.SIGN_IN, subject, STEP);
    }
  }

  private final LossStore store;
  private final FactorStore factors;
  private final FactorWriter writer;
  private final FactorNews news;
  private final Finder finder;
  private final AccountStore accounts;
  private final Credentials credentials;
  private final OneTimeCodes codes;
  private final MailProofs mail;
  private final Sessions sessions;
  private final Letters letters;
  private final Handover handover;
  private final RateLimits limits;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final IdentityProperties properties;
  private final Floor floor;
  private final Clock clock;

  LostFactors(
      LossStore store,
      FactorStore factors,
      FactorWriter writer,
      FactorNews news,
      Finder finder,
      AccountStore accounts,
      Credentials credentials,
      OneTimeCodes codes,
      MailProofs mail,
      Sessions sessions,
      Letters letters,
      Handover handover,
      RateLimits limits,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Clock clock) {
    this.store = store;
    this.factors = factors;
    this.writer = writer;
    this.news = news;
    this.finder = finder;
    this.accounts = accounts;
    this.credentials = credentials;
    this.codes = codes;
    this.mail = mail;
    this.sessions = sessions;
    this.letters = letters;
    this.handover = handover;
    this.limits = limits;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.floor = new Floor(properties.signInFloor());
    this.clock = clock;
  }

  /** Whether there is such a way at all: it goes by mail. */
  public boolean isOn() {
    return codes.isOn();
  }

  /** From when on what somebody has may be removed; empty when nobody says that it is lost. */
  public Optional<Instant> of(SubjectId subject) {
    return store.readyAt(subject);
  }

  /**
   * Checks the password and sends a code. Limits of sign-in are for the caller to count.
   *
   * @param name user name or verified e-mail address
   * @param network where the request comes from
   * @return what goes with the code to {@link #confirm}
   * @throws Problem {@code wrong_credentials}; {@code nothing_lost} when there is no second factor;
   *     {@code no_letters} when there is no proven address either; {@code account_disabled}, {@code
   *     rate_limited}
   */
  public String ask(String name, String password, String network, Locale language) {
    if (!isOn()) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    Asked asked = floor.evenly(() -> check(name, password));
    send(asked, network, language);
    return handover.seal(STEP, asked.subject() + " " + asked.version(), properties.codeFor());
  }

  /** Another code after {@link #ask}. */
  public void again(String step, String network, Locale language) {
    send(opened(step), network, language);
  }

  private Asked check(String name, String password) {
    Optional<SubjectId> found = finder.find(name);
    if (found.isEmpty()) {
      credentials.checkNobody(password);
      log.appendAlone(AuditEvent.service("sign_in.failed").with("what", "unknown_name"), null);
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
    SubjectId subject = found.get();
    Credentials.Known known;
    try {
      known = credentials.checkPassword(subject, password);
    } catch (AccessDenied | KeyUnavailable erasedMeanwhile) {
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
    if (!isActive(subject)) {
      throw Problem.of(IdentityProblem.ACCOUNT_DISABLED);
    }
    if (!known.hasApp() && !factors.hasPasskey(subject)) {
      throw Problem.of(IdentityProblem.NOTHING_LOST);
    }
    if (!mail.isPossible(subject)) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    return new Asked(subject, known.version());
  }

  private boolean isActive(SubjectId subject) {
    return accounts
        .find(subject)
        .filter(account -> account.status() == AccountStatus.ACTIVE)
        .isPresent();
  }

  private void send(Asked asked, String network, Locale language) {
    limits.require(OneTimeCodes.NETWORK_LIMIT, network);
    if (!codes.send(asked.target(), asked.subject(), language)) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
  }

  /**
   * Checks the code. The first time, it is noted that everything is lost; after the time of waiting
   * it is removed.
   *
   * @param network where the request comes from
   * @throws Problem {@code wrong_code}, {@code code_expired}, {@code rate_limited}
   */
  public Outcome confirm(String step, String code, String network) {
    limits.require(OneTimeCodes.ENTRY_LIMIT, network);
    Asked asked = opened(step);
    SubjectId subject = asked.subject();
    try {
      codes.verify(asked.target(), code);
    } catch (Problem refused) {
      failed(subject);
      throw refused;
    }
    if (accounts.isPasswordNewer(subject, asked.version()) || !isActive(subject)) {
      throw Problem.of(IdentityProblem.CODE_EXPIRED);
    }
    Instant now = clock.instant();
    store.endLapsed(subject, now.minus(LAPSES_AFTER));
    Optional<Instant> said = store.readyAt(subject);
    if (said.isEmpty()) {
      return new Outcome(State.WAITING, declare(subject, now));
    }
    if (now.isBefore(said.get())) {
      return new Outcome(State.WAITING, said.get());
    }
    remove(subject);
    return new Outcome(State.REMOVED, null);
  }

  private Instant declare(SubjectId subject, Instant now) {
    Instant readyAt = now.plus(properties.factorLossWait());
    transaction.executeWithoutResult(_ -> {
      if (store.insert(subject, now, readyAt)) {
        log.append(
            AuditEvent.listener("factor.loss_declared", Purpose.AUTHENTICATION),
            credentials.keyOf(subject));
        letters.post(new Letter.FactorsLost(readyAt), new Recipient.Account(subject), null);
      }
    });
    return store.readyAt(subject).orElse(readyAt);
  }

  private void remove(SubjectId subject) {
    writer.change(
        subject,
        held -> {
          boolean app = credentials.hasAuthenticator(subject, held);
          return new FactorWriter.Change(
              app
                  ? HeldFactors.NONE.withoutApp()
                  : new HeldFactors(List.of(), List.of(), null, held.appGone()),
              app ? new byte[0] : null,
              () -> removed(subject, held, app));
        });
  }

  private void removed(SubjectId subject, HeldFactors held, boolean app) {
    factors.removeAll(subject); // before the loss, as those do who use one
    if (!store.end(subject)) {
      // Somebody used what is said to be lost a moment ago: nothing is removed.
      throw Problem.of(IdentityProblem.CODE_EXPIRED);
    }
    sessions.delete(List.of(subject));
    if (!held.passkeys().isEmpty()) {
      news.removed(subject, Letter.Factor.PASSKEY);
    }
    if (!held.deviceKeys().isEmpty()) {
      news.removed(subject, Letter.Factor.DEVICE_KEY);
    }
    if (app) {
      factors.setApp(subject, false, null);
      news.removed(subject, Letter.Factor.AUTHENTICATOR);
    }
  }

  /** It was not lost, or it was not the person who said so; false when nobody says so. */
  public boolean withdraw(SignedIn me) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          boolean ended = store.end(me.subject());
          if (ended) {
            log.append(
                AuditEvent.listener("factor.loss_withdrawn", Purpose.AUTHENTICATION),
                credentials.keyOf(me.subject()));
          }
          return ended;
        }));
  }

  private void failed(SubjectId subject) {
    try {
      log.appendAlone(
          AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION).with("what", "mail_code"),
          credentials.keyOf(subject));
    } catch (KeyUnavailable erased) {
      log.appendAlone(AuditEvent.service("sign_in.failed").with("what", "unknown_name"), null);
    }
  }

  private Asked opened(String step) {
    return handover
        .open(STEP, step)
        .map(text -> text.split(" ", 2))
        .map(parts -> new Asked(new SubjectId(UUID.fromString(parts[0])), Long.parseLong(parts[1])))
        .orElseThrow(() -> Problem.of(IdentityProblem.CODE_EXPIRED));
  }
}

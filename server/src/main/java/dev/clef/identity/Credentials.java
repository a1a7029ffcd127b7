package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.ParsedHash;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.RecoveryCode;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields;
import dev.clef.vault.Overtaken;
import dev.clef.vault.OwedEntry;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what a person knows and holds: the password, and the code of the authenticator where there
 * is one. Used by sign-in and by everything that asks for the password again. Thread-safe.
 */
public final class Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  private static final Set<String> BOTH = Set.of(Fields.HASHED_PASSWORD, Fields.TOTP_SECRET);

  /** The name of the limit on asking for the password again, which is a way to guess it. */
  static final String CONFIRM_LIMIT = "confirm";

  private final Vault vault;
  private final VaultWriter writer;
  private final FactorWriter factors;
  private final AccountStore accounts;
  private final RecoveryCodes recoveryCodes;
  private final LossStore losses;
  private final AppCodes appCodes;
  private final DeviceKeyProofs deviceKeys;
  private final PasswordHasher hasher;
  private final PersonKeys keys;
  private final RateLimits limits;
  private final Clock clock;

  Credentials(
      Vault vault,
      VaultWriter writer,
      FactorWriter factors,
      AccountStore accounts,
      RecoveryCodes recoveryCodes,
      LossStore losses,
      AppCodes appCodes,
      DeviceKeyProofs deviceKeys,
      PasswordHasher hasher,
      PersonKeys keys,
      RateLimits limits,
      Clock clock) {
    this.vault = vault;
    this.writer = writer;
    this.factors = factors;
    this.accounts = accounts;
    this.recoveryCodes = recoveryCodes;
    this.losses = losses;
    this.appCodes = appCodes;
    this.deviceKeys = deviceKeys;
    this.hasher = hasher;
    this.keys = keys;
    this.limits = limits;
    this.clock = clock;
  }

  /** Spends the time a check costs, for a name nobody has; says no. */
  boolean checkNobody(String password) {
    return hasher.verifyUnknown(password);
  }

  /**
   * Like {@link #check}, for somebody who is signed in: whoever took a session over must not learn
   * the password by it.
   *
   * @throws Problem {@code rate_limited} too
   */
  public Proofs confirm(SubjectId subject, String password, @Nullable String code) {
    requireTurn(subject);
    return check(subject, password, code);
  }

  /** Counts a confirmation that is about to come. */
  void requireTurn(SubjectId subject) {
    limits.require(CONFIRM_LIMIT, subject.toString());
  }

  /**
   * Checks password and, where the account has one, authenticator; a recovery code stands in for
   * it. A hash of an older kind is replaced.
   *
   * @param code of the authenticator or for recovery, or null when none was given
   * @return with what the person is proven to be who they are
   * @throws Problem {@code wrong_credentials}, {@code code_required}, {@code wrong_code} or {@code
   *     codes_locked}; each is logged
   */
  public Proofs check(SubjectId subject, String password, @Nullable String code) {
    return checkThen(subject, password, SecondStep.code(code), (owed, checked) -> checked.proofs());
  }

  /**
   * What a check found.
   *
   * @param version of the password that was compared
   * @param deviceKey that of the browser, where it was proven beside the password
   */
  record Checked(Proofs proofs, long version, @Nullable UUID deviceKey) {

    /** With another proof, given when the password was. */
    Checked with(Proof also) {
      Instant at = proofs.times().values().iterator().next();
      return new Checked(proofs.and(Proofs.at(at, also)), version, deviceKey);
    }
  }

  /** What came beside a password that was right. */
  private record Beside(Proofs proofs, @Nullable UUID deviceKey) {

    static final Beside NOTHING = new Beside(Proofs.NONE, null);
  }

  /**
   * Like {@link #check}; then does {@code next}, which may store the entry of the check together
   * with what follows from it.
   */
  <T> T checkThen(
      SubjectId subject, String password, SecondStep more, BiFunction<OwedEntry, Checked, T> next) {
    return vault.use(
        subject,
        BOTH,
        Access.authentication(),
        (held, owed) -> next.apply(owed, check(subject, held, password, more, owed)));
  }

  /**
   * What is known of somebody whose password was right.
   *
   * @param version of the password
   * @param hasApp whether there is an authenticator app
   */
  record Known(long version, boolean hasApp) {}

  /**
   * Checks the password alone; opens nothing.
   *
   * @throws Problem {@code wrong_credentials}
   */
  Known checkPassword(SubjectId subject, String password) {
    return vault.use(
        subject,
        BOTH,
        Access.authentication(),
        (held, owed) -> {
          requireRight(held, password, owed);
          return new Known(version(held), held.containsKey(Fields.TOTP_SECRET));
        });
  }

  private Optional<PasswordHash> requireRight(
      Map<String, FieldValue> held, String password, OwedEntry owed) {
    Optional<PasswordHash> hash = hash(held.get(Fields.HASHED_PASSWORD));
    boolean right =
        hash.isPresent() ? hasher.verify(hash.get(), password) : hasher.verifyUnknown(password);
    if (!right) {
      throw failed(owed, "password", IdentityProblem.WRONG_CREDENTIALS);
    }
    return hash;
  }

  private Checked check(
      SubjectId subject,
      Map<String, FieldValue> held,
      String password,
      SecondStep more,
      OwedEntry owed) {
    Optional<PasswordHash> hash = requireRight(held, password, owed);
    Beside beside = second(subject, held, more, owed);
    Proofs proofs = Proofs.at(clock.instant(), Proof.PASSWORD).and(beside.proofs());
    if (hash.filter(hasher::needsRehash).isPresent()) {
      renew(subject, password, held.get(Fields.HASHED_PASSWORD));
    }
    return new Checked(proofs, version(held), beside.deviceKey());
  }

  private static long version(Map<String, FieldValue> held) {
    FieldValue hash = held.get(Fields.HASHED_PASSWORD);
    return hash == null ? 0 : hash.version();
  }

  /** A better hash of the password that was checked, unless another was chosen meanwhile. */
  void renew(SubjectId subject, String password, @Nullable FieldValue checked) {
    long version = checked == null ? 0 : checked.version();
    try {
      writer.writeOver(
          subject,
          Map.of(Fields.HASHED_PASSWORD, version),
          change(password),
          Access.authentication(),
          () -> {});
    } catch (Overtaken chosenMeanwhile) {
      LOG.debug("A password was replaced while its older hash was");
    }
  }

  /**
   * Stores a new password together with what {@code alongside} writes. From then on a check of the
   * one before opens no session, however long ago it began.
   */
  void store(SubjectId subject, String password, Runnable alongside) {
    writer.writeOver(
        subject,
        Map.of(),
        change(password),
        Access.authentication(),
        versions -> {
          losses.end(subject);
          accounts.passwordSince(subject, versions.getOrDefault(Fields.HASHED_PASSWORD, 0L));
          alongside.run();
        });
  }

  private VaultWriter.Change change(String password) {
    byte[] stored = hasher.hash(password).stored().getBytes(StandardCharsets.UTF_8);
    return new VaultWriter.Change(Map.of(Fields.HASHED_PASSWORD, stored), List.of(), Origin.PERSON);
  }

  private static Optional<PasswordHash> hash(@Nullable FieldValue stored) {
    if (stored == null) {
      return Optional.empty();
    }
    ParsedHash parsed = PasswordHash.parse(stored.text());
    return switch (parsed) {
      case PasswordHash hash -> Optional.of(hash);
      case Unsupported unsupported -> Optional.empty();
    };
  }

  /**
   * A code of the authenticator, which must come where there is one, or a recovery code, or the
   * answer of a browser the person trusts. What cannot be one is nothing, where no code is asked
   * for.
   */
  private Beside second(
      SubjectId subject, Map<String, FieldValue> held, SecondStep more, OwedEntry owed) {
    FieldValue secret = held.get(Fields.TOTP_SECRET);
    String code = more.code();
    if (code == null || code.isBlank()) {
      Optional<UUID> browser = browser(subject, more);
      if (browser.isEmpty() && secret != null) {
        throw Problem.of(IdentityProblem.CODE_REQUIRED);
      }
      return browser
          .map(key -> new Beside(Proofs.at(clock.instant(), Proof.DEVICE_KEY), key))
          .orElse(Beside.NOTHING);
    }
    Optional<RecoveryCode> recovery = RecoveryCode.typed(code);
    if (recovery.isPresent()) {
      if (!recoveryCodes.use(subject, mac(owed.key(), recovery.get()))) {
        throw failed(owed, "recovery_code", IdentityProblem.WRONG_CODE);
      }
      return new Beside(Proofs.at(clock.instant(), Proof.RECOVERY_CODE), null);
    }
    if (secret == null) {
      return Beside.NOTHING;
    }
    checkCode(subject, secret, code, owed);
    losses.end(subject);
    return new Beside(Proofs.at(clock.instant(), Proof.AUTHENTICATOR), null);
  }

  /** The key of a trusted browser. Who has the wrong password has nothing opened by asking. */
  private Optional<UUID> browser(SubjectId subject, SecondStep more) {
    String answer = more.deviceKey();
    return answer == null
        ? Optional.empty()
        : deviceKeys.proven(factors.read(subject).factors(), answer);
  }

  /** How a recovery code is stored: only who has the person's key can try codes. */
  static byte[] mac(PersonKey key, RecoveryCode code) {
    return key.commit(("clef-recovery-code\n" + code.text()).getBytes(StandardCharsets.UTF_8));
  }

  private void checkCode(SubjectId subject, FieldValue stored, String code, OwedEntry owed) {
    switch (appCodes.use(subject, stored.bytes(), code)) {
      case RIGHT -> {}
      case WRONG -> throw failed(owed, "code", IdentityProblem.WRONG_CODE);
      case LOCKED -> throw failed(owed, "code_locked", IdentityProblem.CODES_LOCKED);
    }
  }

  /**
   * Whether the account has an authenticator app, without opening its secret: one of an import is
   * nowhere named, and shows by its field having been written.
   */
  boolean hasAuthenticator(SubjectId subject, HeldFactors held) {
    return held.app() != null
        || (!held.appGone() && keyOf(subject).heads().confirmed().containsKey(Fields.TOTP_SECRET));
  }

  PersonKey keyOf(SubjectId subject) {
    return keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }

  private static Problem failed(OwedEntry owed, String what, IdentityProblem problem) {
    owed.append(AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION).with("what", what));
    return Problem.of(problem);
  }
}

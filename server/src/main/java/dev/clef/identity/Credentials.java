package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.ParsedHash;
import dev.clef.identity.credentials.ParsedTotp;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a person knows and holds: the password, and the code of the authenticator where there
 * is one. Used by sign-in and by everything that asks for the password again. Thread-safe.
 */
public final class Credentials {

  private static final Set<String> BOTH = Set.of(Fields.HASHED_PASSWORD, Fields.TOTP_SECRET);

  private final Vault vault;
  private final VaultWriter writer;
  private final AccountStore accounts;
  private final PasswordHasher hasher;
  private final PersonKeys keys;
  private final AuditLog log;
  private final Clock clock;

  Credentials(
      Vault vault,
      VaultWriter writer,
      AccountStore accounts,
      PasswordHasher hasher,
      PersonKeys keys,
      AuditLog log,
      Clock clock) {
    this.vault = vault;
    this.writer = writer;
    this.accounts = accounts;
    this.hasher = hasher;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
  }

  /** Spends the time a check costs, for a name nobody has; says no. */
  boolean checkNobody(String password) {
    return hasher.verifyUnknown(password);
  }

  /**
   * Checks password and, where the account has one, authenticator; a hash of an older kind is
   * replaced.
   *
   * @param code the code of the authenticator, or null when none was given
   * @throws Problem {@code wrong_credentials}, {@code code_required} or {@code wrong_code}; each is
   *     logged
   */
  public void check(SubjectId subject, String password, @Nullable String code) {
    Map<String, FieldValue> held = vault.read(subject, BOTH, Access.authentication());
    Optional<PasswordHash> hash = hash(held.get(Fields.HASHED_PASSWORD));
    boolean right =
        hash.isPresent() ? hasher.verify(hash.get(), password) : hasher.verifyUnknown(password);
    if (!right) {
      throw failed(subject, "password", IdentityProblem.WRONG_CREDENTIALS);
    }
    FieldValue secret = held.get(Fields.TOTP_SECRET);
    if (secret != null) {
      checkCode(subject, secret, code);
    }
    hash.filter(hasher::needsRehash).ifPresent(old -> store(subject, password, () -> {}));
  }

  /** Stores a new password together with what {@code alongside} writes. */
  void store(SubjectId subject, String password, Runnable alongside) {
    byte[] stored = hasher.hash(password).stored().getBytes(StandardCharsets.UTF_8);
    writer.write(
        subject,
        new VaultWriter.Change(Map.of(Fields.HASHED_PASSWORD, stored), List.of(), Origin.PERSON),
        Access.authentication(),
        alongside);
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

  private void checkCode(SubjectId subject, FieldValue stored, @Nullable String code) {
    if (code == null || code.isBlank()) {
      throw Problem.of(IdentityProblem.CODE_REQUIRED);
    }
    ParsedTotp parsed = TotpSecret.parse(stored.bytes());
    OptionalLong step =
        switch (parsed) {
          case TotpSecret secret ->
              Totp.matchingStep(
                  secret, code, clock.instant(), Totp.DRIFT_STEPS, accounts.lastTotpStep(subject));
          case Unsupported unsupported -> OptionalLong.empty();
        };
    if (step.isEmpty() || !accounts.useTotpStep(subject, step.getAsLong())) {
      throw failed(subject, "code", IdentityProblem.WRONG_CODE);
    }
  }

  PersonKey keyOf(SubjectId subject) {
    return keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }

  private Problem failed(SubjectId subject, String what, IdentityProblem problem) {
    log.appendAlone(
        AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION).with("what", what),
        keyOf(subject));
    return Problem.of(problem);
  }
}

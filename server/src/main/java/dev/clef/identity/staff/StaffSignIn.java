package dev.clef.identity.staff;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Floor;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.credentials.ParsedHash;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.platform.web.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets those in who have no passkey yet, to add one: always password and code, one answer to
 * whatever was wrong, never before the floor. Every outcome leaves an entry. Thread-safe.
 */
final class StaffSignIn {

  /** What a check opens, as its entry names it. */
  private static final List<String> FIELDS = List.of("hashed_password", "totp_secret");

  private final StaffStore store;
  private final StaffSealer sealer;
  private final StaffSetup setup;
  private final StaffSessions sessions;
  private final PasswordHasher hasher;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Floor floor;

  StaffSignIn(
      StaffStore store,
      StaffSealer sealer,
      StaffSetup setup,
      StaffSessions sessions,
      PasswordHasher hasher,
      AuditLog log,
      TransactionTemplate transaction,
      Floor floor) {
    this.store = store;
    this.sealer = sealer;
    this.setup = setup;
    this.sessions = sessions;
    this.hasher = hasher;
    this.log = log;
    this.transaction = transaction;
    this.floor = floor;
  }

  StaffAccounts.Opened signIn(String name, String password, String code) {
    return floor.evenly(() -> signInNow(name, password, code));
  }

  private StaffAccounts.Opened signInNow(String name, String password, String code) {
    Optional<StaffStore.Row> found = store.find(sealer.digest(name));
    if (found.isEmpty()) {
      hasher.verifyUnknown(password);
      throw failed(null, "unknown_name");
    }
    Sealed account = found.get().sealed();
    UUID staffId = account.staffId();
    if (found.get().passkeys() != null) {
      hasher.verifyUnknown(password);
      throw failed(staffId, "passkey_needed");
    }
    try {
      Optional<PasswordHash> hash = hash(account);
      boolean right =
          hash.isPresent() ? hasher.verify(hash.get(), password) : hasher.verifyUnknown(password);
      if (!right) {
        throw failed(staffId, "password");
      }
      OptionalLong step = setup.matchingStep(account, code, found.get().lastStep());
      StaffAccounts.Opened opened =
          step.isEmpty() ? null : transaction.execute(status -> open(account, step.getAsLong()));
      if (opened == null) {
        throw failed(staffId, "code");
      }
      hash.filter(hasher::needsRehash).ifPresent(old -> renew(account, password));
      return opened;
    } catch (EnvelopeRejected damaged) {
      hasher.verifyUnknown(password);
      throw failed(staffId, "unreadable");
    }
  }

  /**
   * The step is used up, the session opened and the entry appended together or not at all; not when
   * a way in was taken from the account while the password was checked.
   */
  private StaffAccounts.@Nullable Opened open(Sealed checked, long step) {
    UUID staffId = checked.staffId();
    Optional<StaffStore.Row> now =
        store
            .lock(staffId)
            .filter(row -> row.passkeys() == null)
            .filter(row -> Arrays.equals(row.sealed().hashedPassword(), checked.hashedPassword()));
    if (now.isEmpty() || !store.useStep(staffId, step)) {
      return null;
    }
    StaffAccounts.Opened opened = sessions.open(staffId, now.get().roles(), null);
    log.append(AuditEvent.staff("staff.sign_in.succeeded", staffId).fields(FIELDS), null);
    return opened;
  }

  private Optional<PasswordHash> hash(Sealed account) {
    byte[] stored = sealer.open(account.staffId(), Value.HASHED_PASSWORD, account.hashedPassword());
    ParsedHash parsed = PasswordHash.parse(new String(stored, StandardCharsets.UTF_8));
    return switch (parsed) {
      case PasswordHash hash -> Optional.of(hash);
      case Unsupported unsupported -> Optional.empty();
    };
  }

  private void renew(Sealed checked, String password) {
    byte[] stored = hasher.hash(password).stored().getBytes(StandardCharsets.UTF_8);
    UUID staffId = checked.staffId();
    store.replacePassword(
        staffId, checked.hashedPassword(), sealer.seal(staffId, Value.HASHED_PASSWORD, stored));
  }

  private Problem failed(@Nullable UUID staffId, String what) {
    String type = "staff.sign_in.failed";
    AuditEvent event =
        staffId == null
            ? AuditEvent.service(type)
            : AuditEvent.service(type).with("account", staffId.toString()).fields(FIELDS);
    log.appendAlone(event.with("what", what), null);
    return Problem.of(IdentityProblem.SIGN_IN_FAILED);
  }
}

package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.EmailAddress;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.mail.MailAddress;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.Vault;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proves the address of an account. From then on its person signs in with it and gets a new
 * password by it, which is why the password is asked for: whoever found a session open must not
 * take an account over for good by an address of their own. Thread-safe.
 */
public final class EmailConfirmation {

  private final OneTimeCodes codes;
  private final ConfirmedAddresses addresses;
  private final Finder finder;
  private final Credentials credentials;
  private final Vault vault;
  private final PersonKeys keys;
  private final RateLimits limits;
  private final Sessions sessions;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Clock clock;

  EmailConfirmation(
      OneTimeCodes codes,
      ConfirmedAddresses addresses,
      Finder finder,
      Credentials credentials,
      Vault vault,
      PersonKeys keys,
      RateLimits limits,
      Sessions sessions,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    this.codes = codes;
    this.addresses = addresses;
    this.finder = finder;
    this.credentials = credentials;
    this.vault = vault;
    this.keys = keys;
    this.limits = limits;
    this.sessions = sessions;
    this.log = log;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Whether an address that is on an account may be proven here and is not. */
  public boolean isMissing(SubjectId subject, String address) {
    return codes.isOn() && !address.isEmpty() && !addresses.isProven(subject, address);
  }

  /** Whether a person has proven an address. */
  public boolean isConfirmed(SubjectId subject, String address) {
    return addresses.isProven(subject, address);
  }

  /**
   * Checks the password and sends a code to the address on the account.
   *
   * @param code of the authenticator, where there is one
   * @param network where the request comes from
   * @throws Problem {@code no_letters}, {@code nothing_to_confirm}, {@code rate_limited}, and those
   *     of {@link Credentials#confirm}
   */
  public void ask(
      SubjectId subject, String password, @Nullable String code, String network, Locale language) {
    if (!codes.isOn()) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    credentials.confirm(subject, password, code);
    again(subject, network, language);
  }

  /** The same for somebody who has just entered the password. */
  public void again(SubjectId subject, String network, Locale language) {
    EmailAddress.Valid address = unproven(subject);
    limits.require(OneTimeCodes.NETWORK_LIMIT, network);
    CodeTarget target = CodeTarget.of(CodePurpose.ADDRESS, subject, address.lookupKey());
    codes.requireTurn(target);
    MailAddress to =
        MailAddress.of(address.address())
            .orElseThrow(() -> Problem.of(IdentityProblem.NOTHING_TO_CONFIRM));
    transaction.executeWithoutResult(status ->
        codes.post(
            target, codes.issue(target), new ConfirmedAddresses.Contact(to, language), language));
  }

  /**
   * Checks the code; the address on the account is proven then, and that somebody reads what comes
   * to it.
   *
   * @return the session goes on under another token, with this proof
   * @throws Problem {@code wrong_code}, {@code code_expired}, {@code nothing_to_confirm}; {@code
   *     invalid_fields} when somebody else has proven the address
   */
  public Sessions.Opened confirm(SignedIn me, String code) {
    SubjectId subject = me.subject();
    EmailAddress.Valid address = unproven(subject);
    codes.verify(CodeTarget.of(CodePurpose.ADDRESS, subject, address.lookupKey()), code);
    if (!finder.provenOwners(address).isEmpty()) {
      throw Problem.field(Profile.EMAIL.field(), FieldReason.TAKEN);
    }
    PersonRef person = new PersonRef(Tenant.DEFAULT.id(), subject.value());
    transaction.executeWithoutResult(status -> {
      log.append(AuditEvent.listener("address.confirmed", Purpose.SELF_SERVICE), keys.get(person));
      boolean done =
          finder
              .email(address.address(), true)
              .filter(entry -> keys.verify(person, entry))
              .isPresent();
      if (!done) {
        throw Problem.of(IdentityProblem.CODE_EXPIRED); // it was changed meanwhile
      }
    });
    return sessions.renew(me, Proofs.at(clock.instant(), Proof.MAIL_CODE));
  }

  private EmailAddress.Valid unproven(SubjectId subject) {
    FieldValue held =
        vault
            .read(subject, Set.of(Profile.EMAIL.field()), Access.listener(subject))
            .get(Profile.EMAIL.field());
    return Optional.ofNullable(held)
        .map(value -> EmailAddress.of(value.text()))
        .filter(EmailAddress.Valid.class::isInstance)
        .map(EmailAddress.Valid.class::cast)
        .filter(address -> !finder.isProven(subject, address))
        .orElseThrow(() -> Problem.of(IdentityProblem.NOTHING_TO_CONFIRM));
  }
}

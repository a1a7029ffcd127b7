package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A new password for somebody who has forgotten the old one, by a code to the address they have
 * proven. Who asks learns nothing about whether there is such an account, such an address, or
 * anything wrong with either. Second factors stay. Thread-safe.
 */
public final class PasswordReset {

  private static final String ASKED = "reset-asked";
  private static final String PROVEN = "reset";

  /** Who may choose a password. */
  private record Proof(UUID codeId, SubjectId subject) {

    CodeTarget target() {
      return CodeTarget.of(CodePurpose.RESET, subject);
    }
  }

  private final OneTimeCodes codes;
  private final ConfirmedAddresses addresses;
  private final Finder finder;
  private final AccountStore accounts;
  private final Passwords passwords;
  private final Credentials credentials;
  private final Sessions sessions;
  private final Letters letters;
  private final Handover handover;
  private final RateLimits limits;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final IdentityProperties properties;
  private final Floor floor;

  PasswordReset(
      OneTimeCodes codes,
      ConfirmedAddresses addresses,
      Finder finder,
      AccountStore accounts,
      Passwords passwords,
      Credentials credentials,
      Sessions sessions,
      Letters letters,
      Handover handover,
      RateLimits limits,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties) {
    this.codes = codes;
    this.addresses = addresses;
    this.finder = finder;
    this.accounts = accounts;
    this.passwords = passwords;
    this.credentials = credentials;
    this.sessions = sessions;
    this.letters = letters;
    this.handover = handover;
    this.limits = limits;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.floor = new Floor(properties.signInFloor());
  }

  /** Whether passwords can be chosen anew without the old one. */
  public boolean isOn() {
    return codes.isOn();
  }

  /**
   * Sends a code to whoever this is, if there is somebody, who may sign in and has proven an
   * address.
   *
   * @param name user name or e-mail address
   * @param network where the request comes from
   * @return what goes with the code to {@link #confirm}
   * @throws Problem {@code no_letters}, {@code rate_limited}
   */
  public String ask(String name, String network, Locale language) {
    if (!codes.isOn()) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    limits.require(OneTimeCodes.NETWORK_LIMIT, network);
    codes.requireTurn(CodeTarget.nobody(CodePurpose.RESET, codes.nobody(name)), network);
    Proof asked = floor.evenly(() -> askFor(name, network, language));
    return handover.seal(
        ASKED, asked.codeId() + "\0" + asked.subject() + "\0" + name, properties.codeFor());
  }

  /** The same again, for the name of an earlier {@link #ask}. */
  public String again(String asked, String network, Locale language) {
    return ask(opened(ASKED, asked)[2], network, language);
  }

  private Proof askFor(String name, String network, Locale language) {
    Optional<SubjectId> found = finder.find(name);
    if (found.isEmpty()) {
      log.appendAlone(
          AuditEvent.service("password.reset_asked").with("what", "unknown_name"), null);
      return decoy(name);
    }
    SubjectId subject = found.get();
    Optional<ConfirmedAddresses.Contact> to =
        mayReset(subject) ? addresses.of(subject) : Optional.empty();
    if (to.isEmpty()) {
      noted(subject, "no_address");
      return decoy(name);
    }
    CodeTarget target = CodeTarget.of(CodePurpose.RESET, subject);
    try {
      codes.requireTurn(target, network);
      return new Proof(issue(subject, target, to.get(), language), subject);
    } catch (Problem another) {
      // Asked under another name of theirs as well; that there is one is not told.
      noted(subject, "too_often");
      return decoy(name);
    } catch (KeyUnavailable erasedMeanwhile) {
      return decoy(name);
    }
  }

  private UUID issue(
      SubjectId subject, CodeTarget target, ConfirmedAddresses.Contact to, Locale language) {
    UUID id =
        transaction.execute(status -> {
          OneTimeCodes.Issued issued = codes.issue(target);
          codes.post(target, issued, to, language);
          log.append(asked(), credentials.keyOf(subject));
          return issued.id();
        });
    return Objects.requireNonNull(id, "the transaction returns one");
  }

  private boolean mayReset(SubjectId subject) {
    return accounts
        .find(subject)
        .filter(account -> account.status() == AccountStatus.ACTIVE)
        .isPresent();
  }

  private void noted(SubjectId subject, String what) {
    try {
      log.appendAlone(asked().with("what", what), credentials.keyOf(subject));
    } catch (KeyUnavailable erased) {
      log.appendAlone(asked().with("what", "unknown_name"), null);
    }
  }

  private static AuditEvent asked() {
    return AuditEvent.service("password.reset_asked");
  }

  private Proof decoy(String name) {
    SubjectId nobody = codes.nobody(name);
    CodeTarget target = CodeTarget.nobody(CodePurpose.RESET, nobody);
    UUID id = transaction.execute(status -> codes.decoy(target));
    return new Proof(Objects.requireNonNull(id, "the transaction returns one"), nobody);
  }

  /**
   * Checks a code.
   *
   * @param network where the request comes from
   * @return what goes with the new password to {@link #choose}; empty when the code is not right,
   *     or no code could be any more
   * @throws Problem {@code code_expired} when that took too long, {@code rate_limited}
   */
  public Optional<String> confirm(String asked, String code, String network) {
    limits.require(OneTimeCodes.ENTRY_LIMIT, network);
    Proof claimed = proof(opened(ASKED, asked));
    OneTimeCodes.Attempt attempt =
        floor.evenly(
            () -> codes.attempt(claimed.codeId(), claimed.target(), code, properties.proofFor()));
    return attempt == OneTimeCodes.Attempt.RIGHT
        ? Optional.of(
            handover.seal(
                PROVEN, claimed.codeId() + "\0" + claimed.subject(), properties.proofFor()))
        : Optional.empty();
  }

  /**
   * Stores a new password, ends every session and what applications hold, and writes to the person.
   *
   * @throws Problem {@code invalid_fields}; {@code code_expired} when that took too long or was
   *     done already, or the account may not be used; {@code rate_limited}
   */
  public void choose(String proven, String chosen, String network) {
    limits.require(OneTimeCodes.ENTRY_LIMIT, network);
    Proof proof = proof(opened(PROVEN, proven));
    if (!codes.isOpen(proof.codeId(), proof.target())) {
      throw Problem.of(IdentityProblem.CODE_EXPIRED); // a hash would be for nothing
    }
    choose(proof, chosen);
  }

  /**
   * Code and password at once; a password that is refused leaves the code good.
   *
   * @throws Problem {@code wrong_code}, {@code code_expired}, {@code invalid_fields}, {@code
   *     rate_limited}
   */
  public void confirmAndChoose(String asked, String code, String chosen, String network) {
    limits.require(OneTimeCodes.ENTRY_LIMIT, network);
    passwords.checkForAnybody(chosen); // before a code is tried
    Proof claimed = proof(opened(ASKED, asked));
    OneTimeCodes.Attempt attempt =
        floor.evenly(() -> codes.attempt(claimed.codeId(), claimed.target(), code, null));
    if (attempt != OneTimeCodes.Attempt.RIGHT) {
      throw Problem.of(IdentityProblem.WRONG_CODE);
    }
    try {
      passwords.checkFor(claimed.subject(), chosen);
    } catch (Problem refused) {
      codes.giveBack(claimed.codeId());
      throw refused;
    }
    choose(claimed, chosen);
  }

  private void choose(Proof proof, String chosen) {
    SubjectId subject = proof.subject();
    passwords.checkFor(subject, chosen);
    try {
      credentials.store(
          subject,
          chosen,
          () -> {
            if (!codes.spend(proof.codeId(), proof.target()) || !mayReset(subject)) {
              throw Problem.of(IdentityProblem.CODE_EXPIRED);
            }
            Duty.OF_PASSWORD.forEach(duty -> accounts.settle(subject, duty));
            sessions.delete(List.of(subject));
            log.append(
                AuditEvent.listener("password.reset", Purpose.AUTHENTICATION),
                credentials.keyOf(subject));
            letters.post(new Letter.PasswordChanged(), new Recipient.Account(subject), null);
          });
    } catch (AccessDenied | KeyUnavailable erasedMeanwhile) {
      throw Problem.of(IdentityProblem.CODE_EXPIRED);
    }
  }

  private String[] opened(String step, String sealed) {
    return handover
        .open(step, sealed)
        .map(text -> text.split("\0", 3))
        .orElseThrow(() -> Problem.of(IdentityProblem.CODE_EXPIRED));
  }

  private static Proof proof(String[] parts) {
    return new Proof(UUID.fromString(parts[0]), new SubjectId(UUID.fromString(parts[1])));
  }
}

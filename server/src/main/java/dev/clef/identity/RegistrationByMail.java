package dev.clef.identity;

import dev.clef.identity.credentials.EmailAddress;
import dev.clef.keys.Handover;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.MailAddress;
import dev.clef.mail.Recipient;
import dev.clef.platform.Demo;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.SubjectId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proves an address before there is an account. Whether there is one already, only whoever reads
 * what comes to the address learns: the answers, what is stored, and how long it takes are the
 * same. Between the steps everything travels sealed, and no node remembers it. Thread-safe.
 */
public final class RegistrationByMail {

  private static final String ASKED = "registration-asked";
  private static final String PROVEN = "registration";

  /** An address that is proven, good for one account. */
  record Proof(UUID codeId, EmailAddress.Valid address) {

    CodeTarget target() {
      return CodeTarget.of(CodePurpose.REGISTRATION, address.lookupKey());
    }

    @Override
    public String toString() {
      return "Proof[" + codeId + "]";
    }
  }

  private final OneTimeCodes codes;
  private final Finder finder;
  private final Letters letters;
  private final Handover handover;
  private final RateLimits limits;
  private final TransactionTemplate transaction;
  private final IdentityProperties properties;
  private final Demo demo;
  private final Floor floor;

  RegistrationByMail(
      OneTimeCodes codes,
      Finder finder,
      Letters letters,
      Handover handover,
      RateLimits limits,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Demo demo) {
    this.codes = codes;
    this.finder = finder;
    this.letters = letters;
    this.handover = handover;
    this.limits = limits;
    this.transaction = transaction;
    this.properties = properties;
    this.demo = demo;
    this.floor = new Floor(properties.signInFloor());
  }

  /** Whether the pages ask for an address first. */
  public boolean isOffered() {
    return codes.isOn() && !Boolean.TRUE.equals(properties.openRegistration());
  }

  /** Whether there is no account without a proven address. */
  boolean isNeeded() {
    Boolean open = properties.openRegistration();
    return codes.isOn() && !(open == null ? demo.on() : open);
  }

  /**
   * Sends a code to an address; to one that has an account already, a letter that says so.
   *
   * @param network where the request comes from
   * @param language what the letter to somebody without an account speaks
   * @return what goes with the code to {@link #confirm}
   * @throws Problem {@code no_letters}, {@code rate_limited}; {@code invalid_fields} for what is no
   *     address
   */
  public String ask(String email, String network, Locale language) {
    if (!codes.isOn()) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    EmailAddress.Valid address = address(email);
    MailAddress to =
        MailAddress.of(address.address())
            .orElseThrow(() -> Problem.field("email", FieldReason.INVALID));
    limits.require(OneTimeCodes.NETWORK_LIMIT, network);
    CodeTarget target = CodeTarget.of(CodePurpose.REGISTRATION, address.lookupKey());
    codes.requireTurn(target, network);
    UUID id = floor.evenly(() -> write(target, address, to, language));
    return handover.seal(ASKED, id + "\0" + address.address(), properties.codeFor());
  }

  /** The same again, for the address of an earlier {@link #ask}. */
  public String again(String asked, String network, Locale language) {
    return ask(opened(ASKED, asked)[1], network, language);
  }

  private UUID write(
      CodeTarget target, EmailAddress.Valid address, MailAddress to, Locale language) {
    List<SubjectId> owners = finder.provenOwners(address);
    UUID id =
        transaction.execute(status -> {
          if (owners.isEmpty()) {
            OneTimeCodes.Issued issued = codes.issue(target);
            codes.post(target, issued, new ConfirmedAddresses.Contact(to, language), null);
            return issued.id();
          }
          // To the address of the account, and not as it was typed here: it is not the same text.
          letters.post(new Letter.AddressTaken(), new Recipient.Account(owners.getFirst()), null);
          return codes.decoy(target);
        });
    return Objects.requireNonNull(id, "the transaction returns one");
  }

  /**
   * Checks a code.
   *
   * @param network where the request comes from
   * @return what an account is made with; empty when the code is not right, or no code could be any
   *     more
   * @throws Problem {@code code_expired} when that took too long, {@code rate_limited}
   */
  public Optional<String> confirm(String asked, String code, String network) {
    limits.require(OneTimeCodes.ENTRY_LIMIT, network);
    String[] parts = opened(ASKED, asked);
    Proof claimed = proof(parts);
    Duration proofFor = properties.proofFor();
    OneTimeCodes.Attempt attempt =
        floor.evenly(() -> codes.attempt(claimed.codeId(), claimed.target(), code, proofFor));
    return attempt == OneTimeCodes.Attempt.RIGHT
        ? Optional.of(handover.seal(PROVEN, parts[0] + "\0" + parts[1], proofFor))
        : Optional.empty();
  }

  /** The address of what {@link #ask} returned, for its person to see; empty when it is too old. */
  public Optional<String> addressAsked(String asked) {
    return handover.open(ASKED, asked).map(text -> text.split("\0", 2)[1]);
  }

  /** Likewise of what {@link #confirm} returned. */
  public Optional<String> addressProven(String proven) {
    return handover.open(PROVEN, proven).map(text -> text.split("\0", 2)[1]);
  }

  /**
   * Opens what {@link #confirm} returned; whether it was used already is seen when it is spent.
   *
   * @throws Problem {@code address_needed} when it is none, or too old
   */
  Proof open(@Nullable String proven) {
    return handover
        .open(PROVEN, proven == null ? "" : proven)
        .map(text -> proof(text.split("\0", 2)))
        .orElseThrow(() -> Problem.of(IdentityProblem.ADDRESS_NEEDED));
  }

  /**
   * Uses a proof up, in the current transaction.
   *
   * @throws Problem {@code address_needed} when it was used already; {@code invalid_fields} when
   *     somebody else has proven the address meanwhile
   */
  void spend(Proof proof) {
    if (!codes.spend(proof.codeId(), proof.target())) {
      throw Problem.of(IdentityProblem.ADDRESS_NEEDED);
    }
    if (!finder.provenOwners(proof.address()).isEmpty()) {
      throw Problem.field("email", FieldReason.TAKEN);
    }
  }

  /** Nothing is kept of whoever may not have an account. */
  void drop(Proof proof) {
    transaction.executeWithoutResult(status -> codes.spend(proof.codeId(), proof.target()));
  }

  private String[] opened(String step, String sealed) {
    return handover
        .open(step, sealed)
        .map(text -> text.split("\0", 2))
        .orElseThrow(() -> Problem.of(IdentityProblem.CODE_EXPIRED));
  }

  private static Proof proof(String[] parts) {
    return new Proof(UUID.fromString(parts[0]), address(parts[1]));
  }

  private static EmailAddress.Valid address(String text) {
    return switch (EmailAddress.of(text.strip())) {
      case EmailAddress.Valid valid -> valid;
      case EmailAddress.Invalid invalid -> throw Problem.field("email", FieldReason.INVALID);
    };
  }
}

package dev.clef.identity;

import dev.clef.keys.Context;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Codes of eight digits that go out by mail and are good once: for ten minutes, for five tries, for
 * one purpose and one person or address. What is stored opens nothing. Thread-safe, also across
 * nodes.
 */
public final class OneTimeCodes {

  static final int TRIES = 5;

  /** Between two codes for the same, asked for by the person or from one network. */
  static final String AGAIN_LIMIT = "code-again";

  /** Letters with codes to the same person or address over the day. */
  static final String LETTERS_LIMIT = "code-letters";

  /**
   * Likewise from one network: a part of those, so that whoever asks for another person's codes
   * neither uses up their letters nor replaces their codes all the time.
   */
  static final String SHARE_LIMIT = "code-letters-network";

  /** Codes asked for from one network. */
  static final String NETWORK_LIMIT = "code-network";

  /** Codes and what follows them, entered from one network. */
  static final String ENTRY_LIMIT = "code-entry";

  private static final String KEY = Tenant.DEFAULT.id() + "/one-time-code";
  private static final int DIGITS = 8;
  private static final long CODES = 100_000_000L;
  private static final int MAC_BYTES = 32;

  /** Of a network as the limits know it: an IPv4 address, or the /48 one line may have. */
  private static final int SITE_CHARS = 12;

  /** The largest multiple of {@link #CODES} in 32 bits: drawn again from there on. */
  private static final long FAIR = (1L << 32) / CODES * CODES;

  /** What came of a try. */
  enum Attempt {
    RIGHT,
    WRONG,
    /** It is used, too old, replaced, or was tried too often. */
    GONE
  }

  /** A code that was made just now. */
  record Issued(UUID id, Letter.Code code) {}

  private final CodeStore store;
  private final ServiceKeys keys;
  private final Letters letters;
  private final ConfirmedAddresses addresses;
  private final RateLimits limits;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Duration goodFor;
  private final Clock clock;

  OneTimeCodes(
      CodeStore store,
      ServiceKeys keys,
      Letters letters,
      ConfirmedAddresses addresses,
      RateLimits limits,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      Duration goodFor,
      Clock clock) {
    this.store = store;
    this.keys = keys;
    this.letters = letters;
    this.addresses = addresses;
    this.limits = limits;
    this.transaction = transaction;
    this.randomness = randomness;
    this.ids = ids;
    this.goodFor = goodFor;
    this.clock = clock;
  }

  /** Whether letters are sent at all: without them no code may be offered. */
  public boolean isOn() {
    return letters.isOn();
  }

  /**
   * Sends a code to the address of a person that they have proven to read; an earlier one for the
   * same purpose is good no more. Not within a transaction.
   *
   * @param language what the letter speaks; null: the account's language
   * @return false when nothing can be sent: there is no such address, or no letters
   * @throws Problem {@code rate_limited}
   */
  public boolean send(SubjectId subject, CodePurpose purpose, @Nullable Locale language) {
    return send(CodeTarget.of(purpose, subject), subject, language);
  }

  /** Likewise for what is bound to more. */
  boolean send(CodeTarget target, SubjectId subject, @Nullable Locale language) {
    requireTurn(target);
    Optional<ConfirmedAddresses.Contact> contact = addresses.of(subject);
    if (!isOn() || contact.isEmpty()) {
      return false;
    }
    transaction.executeWithoutResult(
        status -> post(target, issue(target), contact.get(), language));
    return true;
  }

  /**
   * Checks a code that was sent to a person; a right one is used up.
   *
   * @throws Problem {@code wrong_code}; {@code code_expired} when there is none that could be
   *     right: it was used, is too old, or was tried too often
   */
  public void verify(SubjectId subject, CodePurpose purpose, String code) {
    verify(CodeTarget.of(purpose, subject), code);
  }

  /** Likewise for what is bound to more. */
  void verify(CodeTarget target, String code) {
    UUID id =
        store
            .current(target.purpose(), recipient(target))
            .orElseThrow(() -> Problem.of(IdentityProblem.CODE_EXPIRED));
    switch (attempt(id, target, code, null)) {
      case RIGHT -> store.delete(id);
      case WRONG -> throw Problem.of(IdentityProblem.WRONG_CODE);
      case GONE -> throw Problem.of(IdentityProblem.CODE_EXPIRED);
    }
  }

  /**
   * Counts a code that is about to be sent, whoever it is for and whether or not there is anybody,
   * asked for by somebody who may be a stranger: what they are refused costs nobody else anything.
   *
   * @param network where the request comes from
   * @throws Problem {@code rate_limited}
   */
  void requireTurn(CodeTarget target, String network) {
    String key = key(target);
    String theirs = key + "/" + network.substring(0, Math.min(network.length(), SITE_CHARS));
    limits.require(AGAIN_LIMIT, theirs);
    limits.require(SHARE_LIMIT, theirs);
    limits.require(LETTERS_LIMIT, key);
  }

  /** Likewise, asked for by the person themselves. */
  void requireTurn(CodeTarget target) {
    String key = key(target);
    limits.require(AGAIN_LIMIT, key);
    limits.require(LETTERS_LIMIT, key);
  }

  private String key(CodeTarget target) {
    return target.purpose().code() + HexFormat.of().formatHex(recipient(target));
  }

  /** A new code in the place of an earlier one, in the current transaction. */
  Issued issue(CodeTarget target) {
    UUID id = ids.next();
    Letter.Code code = new Letter.Code(digits());
    store(id, target, mac(id, target, code.digits()));
    return new Issued(id, code);
  }

  /** What is stored like a code and opened by none. */
  UUID decoy(CodeTarget target) {
    UUID id = ids.next();
    store(id, target, randomness.bytes(MAC_BYTES));
    return id;
  }

  /** Writes the letter with a code, in the transaction it was made in. */
  void post(
      CodeTarget target, Issued issued, ConfirmedAddresses.Contact to, @Nullable Locale language) {
    SubjectId subject = target.subject();
    Recipient recipient =
        subject == null
            ? new Recipient.Stranger(to.address())
            : new Recipient.Named(subject, to.address());
    Letter letter =
        switch (target.purpose()) {
          case REGISTRATION -> new Letter.RegistrationCode(issued.code(), goodFor);
          case RESET -> new Letter.ResetCode(issued.code(), goodFor);
          case ADDRESS -> new Letter.AddressCode(issued.code(), goodFor);
          case SIGN_IN -> new Letter.SignInCode(issued.code(), goodFor);
        };
    letters.post(letter, recipient, language == null ? to.language() : language);
  }

  private void store(UUID id, CodeTarget target, byte[] mac) {
    Instant now = clock.instant();
    store.replace(
        new CodeStore.Row(
            id,
            target.purpose(),
            recipient(target),
            target.subject(),
            mac,
            TRIES,
            now,
            now.plus(goodFor)));
  }

  /**
   * One try.
   *
   * @param proofFor how long somebody may go on with a right code; null: as long as it was good
   */
  Attempt attempt(UUID id, CodeTarget target, String entered, @Nullable Duration proofFor) {
    Optional<String> code = read(entered);
    if (code.isEmpty()) {
      return Attempt.WRONG; // nothing was tried
    }
    Instant now = clock.instant();
    return store
        .attempt(
            id,
            target.purpose(),
            mac(id, target, code.get()),
            now,
            proofFor == null ? null : now.plus(proofFor))
        .map(right -> right ? Attempt.RIGHT : Attempt.WRONG)
        .orElse(Attempt.GONE);
  }

  /** Whether what a right code opened is still open; nothing is used up. */
  boolean isOpen(UUID id, CodeTarget target) {
    return store.isOpen(id, target.purpose(), recipient(target), clock.instant());
  }

  /** Ends what a right code opened, in the current transaction; false when it was over already. */
  boolean spend(UUID id, CodeTarget target) {
    return store.spend(id, target.purpose(), recipient(target), clock.instant());
  }

  /** A right code may be entered once more: what it was for was refused for another reason. */
  void giveBack(UUID id) {
    try {
      store.giveBack(id);
    } catch (DuplicateKeyException newer) {
      store.delete(id);
    }
  }

  /** Ends the codes of people, in the current transaction. */
  void forget(Collection<SubjectId> subjects) {
    store.forget(subjects);
  }

  List<CodeStore.Waiting> of(SubjectId subject) {
    return store.of(subject);
  }

  /** What is good no more is not kept. */
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpired(clock.instant());
  }

  /** An identifier that is no person's and the same each time for the same name. */
  SubjectId nobody(String name) {
    ByteBuffer bytes =
        ByteBuffer.wrap(hmac(Context.of("clef-code-for-nobody-v1").text(SignIn.limitKey(name))));
    return new SubjectId(new UUID(bytes.getLong(), bytes.getLong()));
  }

  private byte[] recipient(CodeTarget target) {
    return hmac(
        Context.of("clef-code-recipient-v1")
            .text(target.purpose().code())
            .text(target.kind())
            .text(target.who()));
  }

  private byte[] mac(UUID id, CodeTarget target, String code) {
    return hmac(
        Context.of("clef-one-time-code-v1")
            .text(target.purpose().code())
            .id(id)
            .text(target.kind())
            .text(target.who())
            .text(target.bound())
            .text(code));
  }

  private byte[] hmac(Context message) {
    return keys.hmac(ServiceKeyKind.INDEX, KEY, message.bytes());
  }

  private String digits() {
    long drawn;
    do {
      drawn = Integer.toUnsignedLong(ByteBuffer.wrap(randomness.bytes(Long.BYTES)).getInt());
    } while (drawn >= FAIR);
    return String.format(Locale.ROOT, "%08d", drawn % CODES);
  }

  /** The digits of any script, however they were grouped; empty when that is no code. */
  private static Optional<String> read(String entered) {
    StringBuilder digits = new StringBuilder(DIGITS);
    for (int c : entered.codePoints().toArray()) {
      int digit = Character.digit(c, 10);
      if (digit >= 0) {
        digits.append(digit);
      } else if (!Character.isSpaceChar(c) && !Character.isWhitespace(c) && c != '-') {
        return Optional.empty();
      }
    }
    return digits.length() == DIGITS ? Optional.of(digits.toString()) : Optional.empty();
  }
}

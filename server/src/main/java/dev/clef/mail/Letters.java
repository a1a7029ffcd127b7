package dev.clef.mail;

import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.mail.Letter.WithCode;
import dev.clef.platform.UuidV7;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Fields.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes letters: into the queue, in the transaction of what they tell, so that there is a letter
 * exactly if that happened. Sending comes later and at least once. Thread-safe.
 */
public final class Letters {

  private static final String EMAIL = Profile.EMAIL.field();

  private final LetterStore store;
  private final LetterSealer sealer;
  private final PersonKeys keys;
  private final MailProperties settings;
  private final UuidV7 ids;
  private final Clock clock;
  private volatile @Nullable TransactionSynchronization postman;

  Letters(
      LetterStore store,
      LetterSealer sealer,
      PersonKeys keys,
      MailProperties settings,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.sealer = sealer;
    this.keys = keys;
    this.settings = settings;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Somebody is there to send what is written.
   *
   * @param hurry tells them that there is something; they look now and then without it
   */
  void open(Runnable hurry) {
    postman =
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            hurry.run();
          }
        };
  }

  /**
   * Whether letters are sent at all: what needs one must not be offered otherwise. Nothing is
   * queued that nobody would take away.
   */
  public boolean isOn() {
    return postman != null;
  }

  /**
   * Queues a letter in the current transaction.
   *
   * @param language what it speaks; null: the account's language, else English
   * @return false when no letter will come: none are sent, or the account has no address
   * @throws IllegalStateException without a transaction: a letter that cannot be rolled back with
   *     what it tells would tell what did not happen
   */
  public boolean post(Letter letter, Recipient to, @Nullable Locale language) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a letter is posted in the transaction of what it tells");
    }
    TransactionSynchronization sending = postman;
    if (sending == null) {
      return false;
    }
    UUID letterId = ids.next();
    switch (to) {
      case Recipient.Account account -> {
        PersonKey key = keyOf(account.subject());
        if (!mayHaveAddress(key)) {
          return false;
        }
        queue(letterId, account.subject(), letter, language, sealed(key, letterId, letter, null));
      }
      case Recipient.Named named ->
          queue(
              letterId,
              named.subject(),
              letter,
              language,
              sealed(keyOf(named.subject()), letterId, letter, named.address()));
      case Recipient.Stranger stranger -> {
        byte[] content = Content.write(letter, stranger.address());
        queue(
            letterId,
            null,
            letter,
            language,
            content == null ? null : sealer.sealForStranger(letterId, content));
      }
    }
    TransactionSynchronizationManager.registerSynchronization(sending);
    return true;
  }

  private byte @Nullable [] sealed(
      PersonKey key, UUID letterId, Letter letter, @Nullable MailAddress address) {
    byte[] content = Content.write(letter, address);
    return content == null ? null : sealer.seal(key, letterId, content);
  }

  private void queue(
      UUID letterId,
      @Nullable SubjectId subject,
      Letter letter,
      @Nullable Locale language,
      byte @Nullable [] sealed) {
    Instant now = clock.instant();
    Instant expiresAt =
        now.plus(letter instanceof WithCode coded ? coded.goodFor() : settings.keep());
    store.insert(
        new Queued(
            letterId,
            subject,
            letter.template().code(),
            language == null ? null : language.getLanguage(),
            sealed,
            now,
            expiresAt,
            0,
            letterId));
  }

  /**
   * Since when the mail server of {@code address} has refused it for good; empty when it has not,
   * or a letter has arrived there since.
   */
  public Optional<Instant> undeliverableSince(SubjectId subject, MailAddress address) {
    return store.markedSince(subject, mark(keyOf(subject), address));
  }

  /** What is remembered of an address: 32 bytes that only the key of the person makes. */
  static byte[] mark(PersonKey key, MailAddress address) {
    return key.commit(("clef-mail-address\n" + address.value()).getBytes(StandardCharsets.UTF_8));
  }

  /** Never from memory: what is sealed after a change of the data key is sealed under the new. */
  private PersonKey keyOf(SubjectId subject) {
    return keys.lookUp(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }

  /** Whether an address was ever given; one that was taken away is seen when it is opened. */
  private static boolean mayHaveAddress(PersonKey key) {
    return key.heads().confirmed().containsKey(EMAIL) || key.heads().pending().containsKey(EMAIL);
  }
}

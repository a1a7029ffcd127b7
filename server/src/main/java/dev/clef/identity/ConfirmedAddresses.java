package dev.clef.identity;

import dev.clef.identity.credentials.EmailAddress;
import dev.clef.keys.KeyUnavailable;
import dev.clef.mail.MailAddress;
import dev.clef.platform.web.pages.Languages;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.Vault;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a code may be sent: to the address on an account that its person has proven to read. It is
 * read and compared now, so that an address that was changed a moment ago gets none. Thread-safe.
 */
final class ConfirmedAddresses {

  private static final String EMAIL = Profile.EMAIL.field();
  private static final String LOCALE = Profile.LOCALE.field();

  /** An address, and what its person speaks. */
  record Contact(MailAddress address, Locale language) {}

  private final Vault vault;
  private final Finder finder;

  ConfirmedAddresses(Vault vault, Finder finder) {
    this.vault = vault;
    this.finder = finder;
  }

  /** Logged as an access for a letter; empty also when the person is erased meanwhile. */
  Optional<Contact> of(SubjectId subject) {
    try {
      return proven(subject, vault.read(subject, Set.of(EMAIL, LOCALE), Access.letter()));
    } catch (AccessDenied | KeyUnavailable erased) {
      return Optional.empty();
    }
  }

  /** Among these fields of a person. */
  Optional<Contact> proven(SubjectId subject, Map<String, FieldValue> held) {
    FieldValue address = held.get(EMAIL);
    FieldValue locale = held.get(LOCALE);
    if (address == null || !isProven(subject, address.text())) {
      return Optional.empty();
    }
    Locale language =
        Optional.ofNullable(locale)
            .flatMap(value -> Languages.of(value.text()))
            .orElse(Locale.ENGLISH);
    return MailAddress.of(address.text()).map(to -> new Contact(to, language));
  }

  boolean isProven(SubjectId subject, String address) {
    return EmailAddress.of(address) instanceof EmailAddress.Valid valid
        && finder.isProven(subject, valid);
  }
}

package dev.clef.mail;

import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.mail.Letter.Template;
import dev.clef.platform.web.pages.Languages;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.DataUnreadable;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.Vault;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Opens a queued letter to be sent; every opening about a person is an entry of the log. */
final class LetterOpener {

  private static final String EMAIL = Profile.EMAIL.field();
  private static final String LOCALE = Profile.LOCALE.field();

  /** What came of opening. */
  sealed interface Opening {}

  /** Ready to be written. */
  record Opened(MailAddress to, Letter letter, Locale language) implements Opening {}

  /** There is nobody to send it to any more: erased, or without an address that works. */
  record Nobody() implements Opening {}

  /** It is damaged. */
  record Unreadable() implements Opening {}

  /**
   * It is refused, or its key is out of reach, and the person is not erased; or a node of a later
   * version wrote it, which will send it.
   */
  record NotNow() implements Opening {}

  private final Vault vault;
  private final LetterSealer sealer;
  private final PersonKeys keys;

  LetterOpener(Vault vault, LetterSealer sealer, PersonKeys keys) {
    this.vault = vault;
    this.sealer = sealer;
    this.keys = keys;
  }

  Opening open(Queued queued) {
    return Template.of(queued.template())
        .map(template -> open(queued, template))
        .orElseGet(NotNow::new);
  }

  private Opening open(Queued queued, Template template) {
    try {
      Map<String, String> members = members(queued);
      Letter letter = Content.letter(template, members);
      Optional<MailAddress> sealed = Content.address(members);
      SubjectId subject = queued.subject();
      if (sealed.isPresent()) {
        return new Opened(sealed.get(), letter, language(queued.language()));
      }
      return subject == null ? new Unreadable() : ofAccount(subject, letter, queued.language());
    } catch (AccessDenied e) {
      SubjectId subject = queued.subject();
      return subject != null && isErased(subject) ? new Nobody() : new NotNow();
    } catch (DataUnreadable
        | EnvelopeRejected
        | IllegalArgumentException
        | JacksonException
        | DateTimeException e) {
      return new Unreadable();
    }
  }

  private boolean isErased(SubjectId subject) {
    return keys.erased(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }

  private Map<String, String> members(Queued queued) {
    byte[] sealed = queued.sealed();
    SubjectId subject = queued.subject();
    if (sealed == null) {
      return Map.of();
    }
    return Content.read(
        subject == null
            ? sealer.openForStranger(queued.letterId(), sealed)
            : sealer.open(subject, queued.letterId(), sealed, Access.letter()));
  }

  private Opening ofAccount(SubjectId subject, Letter letter, @Nullable String language) {
    Map<String, FieldValue> values = vault.read(subject, Set.of(EMAIL, LOCALE), Access.letter());
    FieldValue address = values.get(EMAIL);
    FieldValue locale = values.get(LOCALE);
    Locale spoken = language(language != null || locale == null ? language : locale.text());
    return Optional.ofNullable(address)
        .flatMap(value -> MailAddress.of(value.text()))
        .<Opening>map(to -> new Opened(to, letter, spoken))
        .orElseGet(Nobody::new);
  }

  private static Locale language(@Nullable String tag) {
    return tag == null ? Locale.ENGLISH : Languages.of(tag).orElse(Locale.ENGLISH);
  }
}

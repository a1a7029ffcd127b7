package dev.clef.identity;

import dev.clef.consent.AgeClass;
import dev.clef.consent.Ages;
import dev.clef.identity.credentials.EmailAddress;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.NameTaken;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person sees and corrects of their own profile (GDPR Art. 15 and 16). */
public final class MyProfile {

  private final Vault vault;
  private final VaultWriter writer;
  private final ProfileRules rules;
  private final Finder finder;
  private final Ages ages;
  private final AccountStore accounts;
  private final Sessions sessions;
  private final ConfirmedAddresses addresses;
  private final OneTimeCodes codes;
  private final Letters letters;

  MyProfile(
      Vault vault,
      VaultWriter writer,
      ProfileRules rules,
      Finder finder,
      Ages ages,
      AccountStore accounts,
      Sessions sessions,
      ConfirmedAddresses addresses,
      OneTimeCodes codes,
      Letters letters) {
    this.vault = vault;
    this.writer = writer;
    this.rules = rules;
    this.finder = finder;
    this.ages = ages;
    this.accounts = accounts;
    this.sessions = sessions;
    this.addresses = addresses;
    this.codes = codes;
    this.letters = letters;
  }

  /** Everything in the profile; logged as one access by the person. */
  public Map<Profile, String> read(SubjectId subject) {
    Map<Profile, String> profile = new EnumMap<>(Profile.class);
    held(subject).forEach((field, value) -> profile.put(field, value.text()));
    return profile;
  }

  /** The profile with who wrote each value and when; logged as one access by the person. */
  public Map<Profile, FieldValue> held(SubjectId subject) {
    Map<String, FieldValue> values = vault.read(subject, Fields.PROFILE, Access.listener(subject));
    Map<Profile, FieldValue> profile = new EnumMap<>(Profile.class);
    for (Profile field : Profile.values()) {
      FieldValue value = values.get(field.field());
      if (value != null) {
        profile.put(field, value);
      }
    }
    return profile;
  }

  /**
   * Everything the vault holds about a person but credentials, by the name of the field; logged as
   * one access by the person.
   */
  public Map<String, FieldValue> everything(SubjectId subject) {
    return vault.readAll(subject, Access.listener(subject));
  }

  /** Corrects fields as the person, who is the only one who may. */
  public void correct(SubjectId subject, Map<Profile, String> entered) {
    correct(subject, entered, Access.listener(subject));
  }

  /**
   * Corrects fields; an empty value empties a field that may be empty.
   *
   * @throws Problem {@code invalid_fields}; {@code parent_needed} when the person turns out to be a
   *     child: the correction is kept, the sessions end
   */
  void correct(SubjectId subject, Map<Profile, String> entered, Access access) {
    Map<Profile, String> values = rules.check(entered);
    if (values.isEmpty()) {
      return;
    }
    boolean ageChanges =
        values.containsKey(Profile.BIRTH_DATE) || values.containsKey(Profile.COUNTRY);
    Optional<ConfirmedAddresses.Contact> proven =
        values.containsKey(Profile.EMAIL) ? provenNow(subject, access) : Optional.empty();
    AgeClass age = ageChanges ? ageAfter(subject, values, access) : AgeClass.OF_AGE;
    Map<String, byte[]> fields = new HashMap<>();
    values.forEach((field, value) -> fields.put(field.field(), utf8(value)));
    try {
      writer.write(
          subject,
          new VaultWriter.Change(fields, index(values, proven), Origin.PERSON),
          access,
          () -> {
            if (values.containsKey(Profile.EMAIL)) {
              settleEmail(subject, values.getOrDefault(Profile.EMAIL, ""), proven);
            }
            if (ageChanges) {
              settleAge(subject, age);
            }
          });
    } catch (NameTaken e) {
      throw Problem.field(Profile.USERNAME.field(), FieldReason.TAKEN);
    }
    if (age == AgeClass.CHILD) {
      throw Problem.of(IdentityProblem.PARENT_NEEDED);
    }
  }

  /** The address that counts before a correction. */
  private Optional<ConfirmedAddresses.Contact> provenNow(SubjectId subject, Access access) {
    Set<String> fields = Set.of(Profile.EMAIL.field(), Profile.LOCALE.field());
    return addresses.proven(subject, vault.read(subject, fields, access));
  }

  /**
   * The new address counts once it is proven, the one before no more from now on; it is written to,
   * so that whoever reads it notices a stranger. Codes on their way are good no more.
   */
  private void settleEmail(
      SubjectId subject, String email, Optional<ConfirmedAddresses.Contact> proven) {
    if (proven.isPresent() && isSame(email, proven.get())) {
      return;
    }
    codes.forget(List.of(subject));
    proven.ifPresent(before ->
        letters.post(
            new Letter.AddressChanged(),
            new Recipient.Named(subject, before.address()),
            before.language()));
  }

  private static boolean isSame(String email, ConfirmedAddresses.Contact proven) {
    return EmailAddress.of(email) instanceof EmailAddress.Valid now
        && EmailAddress.of(proven.address().value()) instanceof EmailAddress.Valid before
        && now.lookupKey().equals(before.lookupKey());
  }

  private AgeClass ageAfter(SubjectId subject, Map<Profile, String> values, Access access) {
    Map<String, FieldValue> held =
        vault.read(subject, Set.of(Profile.BIRTH_DATE.field(), Profile.COUNTRY.field()), access);
    return ages.classify(
        after(values, held, Profile.BIRTH_DATE), after(values, held, Profile.COUNTRY));
  }

  private static @Nullable String after(
      Map<Profile, String> values, Map<String, FieldValue> held, Profile field) {
    String entered = values.get(field);
    if (entered != null) {
      return entered;
    }
    FieldValue value = held.get(field.field());
    return value == null ? null : value.text();
  }

  private void settleAge(SubjectId subject, AgeClass age) {
    writer.setAgeClass(subject, age.code());
    switch (age) {
      case OF_AGE -> accounts.settle(subject, Duty.BIRTH_DATE);
      case CHILD -> {
        accounts.settle(subject, Duty.BIRTH_DATE);
        accounts.setStatus(subject, AccountStatus.AWAITING_PARENT);
        sessions.delete(List.of(subject));
      }
      case UNKNOWN -> {}
    }
  }

  private List<IndexEntry> index(
      Map<Profile, String> values, Optional<ConfirmedAddresses.Contact> proven) {
    List<IndexEntry> index = new ArrayList<>();
    String username = values.get(Profile.USERNAME);
    if (username != null) {
      index.add(finder.username(username));
    }
    String email = values.get(Profile.EMAIL);
    if (email != null) {
      boolean stays = proven.isPresent() && isSame(email, proven.get());
      index.add(finder.email(email, stays).orElseGet(finder::noEmail));
    }
    return index;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

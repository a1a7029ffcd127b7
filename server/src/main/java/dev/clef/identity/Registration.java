package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.consent.AgeClass;
import dev.clef.consent.Ages;
import dev.clef.identity.credentials.OwnWords;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.NameTaken;
import dev.clef.keys.PersonKeys;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.VaultWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes accounts for people who register themselves: keys first, data second. Thread-safe. */
public final class Registration {

  private static final Duration JUST_NOW = Duration.ofMinutes(1);

  /** How often to look for an account whose name is taken already: for two seconds. */
  private static final int UNDER_WAY = 20;

  private final ProfileRules rules;
  private final PasswordRules passwords;
  private final PasswordHasher hasher;
  private final Ages ages;
  private final Finder finder;
  private final RegistrationByMail byMail;
  private final PersonKeys keys;
  private final VaultWriter vault;
  private final AccountStore accounts;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final KeysProperties keysProperties;
  private final UuidV7 ids;
  private final Clock clock;

  Registration(
      ProfileRules rules,
      PasswordRules passwords,
      PasswordHasher hasher,
      Ages ages,
      Finder finder,
      RegistrationByMail byMail,
      PersonKeys keys,
      VaultWriter vault,
      AccountStore accounts,
      AuditLog log,
      TransactionTemplate transaction,
      KeysProperties keysProperties,
      UuidV7 ids,
      Clock clock) {
    this.rules = rules;
    this.passwords = passwords;
    this.hasher = hasher;
    this.ages = ages;
    this.finder = finder;
    this.byMail = byMail;
    this.keys = keys;
    this.vault = vault;
    this.accounts = accounts;
    this.log = log;
    this.transaction = transaction;
    this.keysProperties = keysProperties;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Makes an account without a proven address.
   *
   * @throws Problem {@code invalid_fields} for what is missing, wrong or taken; {@code
   *     parent_needed} for a child, of whom nothing is stored; {@code address_needed} where an
   *     address has to be proven first
   */
  public SubjectId register(Map<Profile, String> entered, String password) {
    if (byMail.isNeeded()) {
      throw Problem.of(IdentityProblem.ADDRESS_NEEDED);
    }
    return make(entered, password, null);
  }

  /**
   * Makes an account whose address is proven; an address among what was entered has to be that one.
   *
   * @param proven what {@link RegistrationByMail#confirm} returned; used up by an account, or when
   *     it would be a child's
   * @throws Problem likewise
   */
  public SubjectId register(Map<Profile, String> entered, String password, String proven) {
    RegistrationByMail.Proof proof = byMail.open(proven);
    String address = proof.address().address();
    if (!entered.getOrDefault(Profile.EMAIL, address).equals(address)) {
      throw Problem.field(Profile.EMAIL.field(), FieldReason.INVALID);
    }
    Map<Profile, String> all = new HashMap<>(entered);
    all.put(Profile.EMAIL, address);
    return make(all, password, proof);
  }

  private SubjectId make(
      Map<Profile, String> entered, String password, RegistrationByMail.@Nullable Proof proof) {
    List<Problem.Field> missing =
        ProfileRules.required().stream()
            .filter(field -> !entered.containsKey(field))
            .map(field -> new Problem.Field(field.field(), FieldReason.REQUIRED))
            .toList();
    if (!missing.isEmpty()) {
      throw Problem.fields(missing);
    }
    Map<Profile, String> values = rules.check(entered);
    passwords.check("password", password, OwnWords.of(names(values)));
    AgeClass age = ages.classify(values.get(Profile.BIRTH_DATE), values.get(Profile.COUNTRY));
    if (age != AgeClass.OF_AGE) {
      if (proof != null) {
        byMail.drop(proof);
      }
      throw Problem.of(IdentityProblem.PARENT_NEEDED);
    }
    return store(values, hasher.hash(password).stored(), age, proof);
  }

  /**
   * Whether this user name was registered less than a minute ago: then the same form was most
   * probably sent twice. Waits a moment for a registration that is under way.
   */
  public boolean isJustMade(String username) {
    for (int i = 0; i < UNDER_WAY; i++) {
      Optional<Account> account = finder.find(username).flatMap(accounts::find);
      if (account.isPresent()) {
        return account.get().createdAt().isAfter(clock.instant().minus(JUST_NOW));
      }
      try {
        Thread.sleep(Duration.ofMillis(100));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private static List<String> names(Map<Profile, String> values) {
    return Stream.of(
            Profile.USERNAME,
            Profile.EMAIL,
            Profile.GIVEN_NAME,
            Profile.FAMILY_NAME,
            Profile.DISPLAY_NAME)
        .map(field -> values.getOrDefault(field, ""))
        .toList();
  }

  private SubjectId store(
      Map<Profile, String> values,
      String hash,
      AgeClass age,
      RegistrationByMail.@Nullable Proof proof) {
    SubjectId subject = new SubjectId(ids.next());
    Map<String, byte[]> fields = new HashMap<>();
    values.forEach((field, value) -> fields.put(field.field(), utf8(value)));
    fields.put(Fields.HASHED_PASSWORD, utf8(hash));
    String country = values.getOrDefault(Profile.COUNTRY, "");
    VaultWriter.Change change =
        new VaultWriter.Change(fields, index(values, proof != null), Origin.PERSON);
    VaultWriter.Sealed sealed = vault.seal(subject, change, age.code(), country);
    try {
      if (proof == null) {
        storeKeys(sealed);
      }
      transaction.executeWithoutResult(status -> {
        if (proof != null) {
          byMail.spend(proof); // rolled back, and good once more, when the name is taken
          storeKeys(sealed);
        }
        store(subject, sealed, fields.keySet());
      });
      return subject;
    } finally {
      sealed.wipe();
    }
  }

  private void storeKeys(VaultWriter.Sealed sealed) {
    try {
      keys.register(List.of(sealed.keys()));
    } catch (NameTaken e) {
      throw Problem.field(Profile.USERNAME.field(), FieldReason.TAKEN);
    }
  }

  private void store(SubjectId subject, VaultWriter.Sealed sealed, Set<String> fields) {
    Account account =
        new Account(
            subject,
            keysProperties.region(),
            AccountStatus.ACTIVE,
            Set.of(),
            clock.instant(),
            null,
            clock.instant());
    accounts.copy(List.of(account));
    vault.insert(List.of(sealed));
    log.append(
        AuditEvent.listener("account.created", Purpose.REGISTRATION).fields(fields), sealed.key());
  }

  private List<IndexEntry> index(Map<Profile, String> values, boolean proven) {
    List<IndexEntry> index = new ArrayList<>();
    index.add(finder.username(values.getOrDefault(Profile.USERNAME, "")));
    String email = values.getOrDefault(Profile.EMAIL, "");
    if (!email.isEmpty()) {
      finder.email(email, proven).ifPresent(index::add);
    }
    return index;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

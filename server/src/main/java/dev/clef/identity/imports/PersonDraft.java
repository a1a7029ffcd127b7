package dev.clef.identity.imports;

import dev.clef.consent.AgeClass;
import dev.clef.consent.Ages;
import dev.clef.identity.Duty;
import dev.clef.identity.credentials.EmailAddress;
import dev.clef.identity.credentials.ParsedHash;
import dev.clef.identity.credentials.ParsedTotp;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.vault.Fields;
import dev.clef.vault.Fields.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A person taking shape from the record of any source: the rules that do not depend on where they
 * come from. Values that make no sense in a field of the profile are not thrown away: they are kept
 * as {@code imported.NAME}, like every attribute without a field. Used once, not thread-safe.
 */
final class PersonDraft {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_USERNAME = 255;
  private static final int MAX_NAMES_CHARS = 48 * 1024;

  private final Ages ages;
  private final Map<String, byte[]> fields = new HashMap<>();
  private final Set<String> marks = new HashSet<>();
  private final Set<String> attributes = new HashSet<>();
  private final Set<Duty> duties = EnumSet.noneOf(Duty.class);
  private @Nullable String email;

  PersonDraft(Ages ages) {
    this.ages = ages;
  }

  /** Why a record with these two cannot be taken, or null. */
  static @Nullable Refused refusal(String sourceId, String username) {
    if (sourceId.isEmpty()) {
      return new Refused(Reason.NO_ID);
    }
    boolean usable =
        !username.isBlank() && username.codePointCount(0, username.length()) <= MAX_USERNAME;
    return usable ? null : new Refused(Reason.NO_USERNAME);
  }

  /** A text of the profile that may be anything. */
  void text(Profile field, String value) {
    put(field.field(), value);
  }

  /** The address; one that is none is kept as {@code imported.email}. */
  void email(String entered) {
    if (entered.isEmpty()) {
      marks.add("no_email");
      return;
    }
    switch (EmailAddress.of(entered)) {
      case EmailAddress.Valid valid -> {
        put(Profile.EMAIL.field(), valid.address());
        email = valid.address();
      }
      case EmailAddress.Invalid invalid -> {
        marks.add("email_malformed");
        keep("email", List.of(entered));
      }
    }
  }

  /** A field of the profile with a rule; what breaks it is kept under the name it came with. */
  void profile(String attribute, Profile field, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    String first = values.getFirst().strip();
    boolean taken = values.size() == 1 && take(field, first);
    if (!taken && !first.isEmpty()) {
      if (field == Profile.BIRTH_DATE) {
        marks.add("birth_date_malformed");
      }
      keep(attribute, values);
    }
  }

  /** The value where it keeps the rule of the field; says whether it does. */
  boolean take(Profile field, String value) {
    boolean sensible = makesSense(field, value);
    if (sensible) {
      put(field.field(), value);
    }
    return sensible;
  }

  private boolean makesSense(Profile field, String value) {
    return switch (field) {
      case BIRTH_DATE -> ages.birthDate(value).isPresent();
      case COUNTRY -> value.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?");
      case LOCALE -> !Locale.forLanguageTag(value).getLanguage().isEmpty() && value.length() <= 35;
      case PHONE_NUMBER -> value.matches("\\+[1-9][0-9]{5,14}");
      case USERNAME, EMAIL, GIVEN_NAME, FAMILY_NAME, DISPLAY_NAME, ADDRESS -> true;
    };
  }

  void password(ParsedHash parsed) {
    switch (parsed) {
      case PasswordHash hash -> {
        put(Fields.HASHED_PASSWORD, hash.stored());
        marks.add("hash_" + hash.derivation().algorithm().replace('-', '_'));
      }
      case Unsupported unsupported -> marks.add("hash_unsupported");
    }
  }

  void totp(ParsedTotp parsed) {
    switch (parsed) {
      case TotpSecret totp -> {
        fields.put(Fields.TOTP_SECRET, totp.storage());
        marks.add("totp");
      }
      case Unsupported unsupported -> marks.add("otp_unsupported");
    }
  }

  void mustChangePassword() {
    duties.add(Duty.CHANGE_PASSWORD);
    marks.add("must_change_password");
  }

  /** Something the report counts about the person. */
  void mark(String mark) {
    marks.add(mark);
  }

  /** An attribute without a field of the profile. */
  void keep(String attribute, List<String> values) {
    String field = Fields.imported(attribute);
    attributes.add(field);
    fields.put(field, JSON.writeValueAsBytes(values));
  }

  /** What else the source says, under a name of ours; not counted among the attributes. */
  void keepRest(String name, byte[] json) {
    fields.put(Fields.imported(name), json);
  }

  /** The person, or a refusal where the whole is more than the log takes. */
  Mapped person(
      String sourceId, String username, boolean emailVerified, boolean enabled, Instant createdAt) {
    put(Profile.USERNAME.field(), username);
    if (!fields.containsKey(Fields.HASHED_PASSWORD)) {
      marks.add("no_password");
    }
    if (!enabled) {
      marks.add("disabled");
    }
    AgeClass age = age();
    // The entry about the import lists the fields and takes 64 KiB.
    int namesChars = fields.keySet().stream().mapToInt(String::length).sum();
    return namesChars > MAX_NAMES_CHARS
        ? new Refused(Reason.TOO_LARGE)
        : new Person(
            sourceId,
            username,
            email,
            emailVerified,
            enabled,
            createdAt,
            fields,
            duties,
            marks,
            attributes,
            age.code(),
            value(Profile.COUNTRY));
  }

  private AgeClass age() {
    String country = value(Profile.COUNTRY);
    AgeClass age = ages.classify(value(Profile.BIRTH_DATE), country.isEmpty() ? null : country);
    switch (age) {
      case OF_AGE -> {}
      case CHILD -> marks.add("awaiting_parent");
      case UNKNOWN -> {
        duties.add(Duty.BIRTH_DATE);
        if (!marks.contains("birth_date_malformed")) {
          marks.add("birth_date_missing");
        }
      }
    }
    return age;
  }

  private void put(String field, String value) {
    if (!value.isEmpty()) {
      fields.put(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String value(Profile field) {
    byte[] value = fields.get(field.field());
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }
}

package dev.clef.identity;

import dev.clef.consent.Ages;
import dev.clef.identity.credentials.EmailAddress;
import dev.clef.identity.credentials.UserName;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.vault.Fields.Profile;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What people may enter in the fields of their profile. Names are theirs: any script, any emoji,
 * any length a human needs; only control characters and half characters are refused.
 */
final class ProfileRules {

  private static final int MAX_NAME = 200;
  private static final int MAX_ADDRESS = 1000;
  private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{5,14}");
  private static final Pattern PHONE_FILLERS = Pattern.compile("[ ()./-]");
  private static final Pattern SUBDIVISION = Pattern.compile("[A-Z0-9]{1,3}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final Ages ages;

  ProfileRules(Ages ages) {
    this.ages = ages;
  }

  /**
   * The values as they are stored: trimmed and in Unicode normalisation form C.
   *
   * @throws Problem {@code invalid_fields} naming every field that is wrong
   */
  Map<Profile, String> check(Map<Profile, String> entered) {
    List<Problem.Field> wrong = new ArrayList<>();
    Map<Profile, String> values = new HashMap<>();
    for (Profile field : Profile.values()) {
      String value = entered.get(field);
      if (value != null) {
        try {
          values.put(field, check(field, value));
        } catch (Wrong e) {
          wrong.add(new Problem.Field(field.field(), e.reason));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw Problem.fields(wrong);
    }
    return values;
  }

  private String check(Profile field, String value) {
    if (!isText(value)) {
      throw new Wrong(FieldReason.NOT_TEXT);
    }
    String text = Normalizer.normalize(value.strip(), Normalizer.Form.NFC);
    if (text.isEmpty()) {
      return emptied(field);
    }
    return switch (field) {
      case USERNAME -> username(text);
      case EMAIL -> email(text);
      case GIVEN_NAME, FAMILY_NAME, DISPLAY_NAME -> atMost(MAX_NAME, text);
      case BIRTH_DATE -> birthDate(text);
      case COUNTRY -> country(text);
      case LOCALE -> locale(text);
      case PHONE_NUMBER -> phone(text);
      case ADDRESS -> atMost(MAX_ADDRESS, text);
    };
  }

  private static String emptied(Profile field) {
    return switch (field) {
      case USERNAME, BIRTH_DATE, COUNTRY -> throw new Wrong(FieldReason.REQUIRED);
      case EMAIL, GIVEN_NAME, FAMILY_NAME, DISPLAY_NAME, LOCALE, PHONE_NUMBER, ADDRESS -> "";
    };
  }

  /** A name with an at sign could pass for somebody's e-mail address at sign-in. */
  private static String username(String text) {
    if (text.indexOf('@') >= 0) {
      throw new Wrong(FieldReason.INVALID);
    }
    return switch (UserName.of(text)) {
      case UserName.Valid valid -> text;
      case UserName.Invalid invalid -> throw new Wrong(FieldReason.INVALID);
    };
  }

  private static String email(String text) {
    return switch (EmailAddress.of(text)) {
      case EmailAddress.Valid valid -> valid.address();
      case EmailAddress.Invalid invalid -> throw new Wrong(FieldReason.INVALID);
    };
  }

  private String birthDate(String text) {
    return ages.birthDate(text).orElseThrow(() -> new Wrong(FieldReason.OUT_OF_RANGE)).toString();
  }

  private static String country(String text) {
    String[] parts = text.split("-", -1);
    boolean known =
        COUNTRIES.contains(parts[0])
            && (parts.length == 1
                || (parts.length == 2 && SUBDIVISION.matcher(parts[1]).matches()));
    if (!known) {
      throw new Wrong(FieldReason.INVALID);
    }
    return text;
  }

  private static String locale(String text) {
    Locale locale = Locale.forLanguageTag(text);
    if (locale.getLanguage().isEmpty() || text.length() > 35) {
      throw new Wrong(FieldReason.INVALID);
    }
    return locale.toLanguageTag();
  }

  private static String phone(String text) {
    String digits = PHONE_FILLERS.matcher(text).replaceAll("");
    if (!PHONE.matcher(digits).matches()) {
      throw new Wrong(FieldReason.INVALID);
    }
    return digits;
  }

  private static String atMost(int codePoints, String text) {
    if (text.codePointCount(0, text.length()) > codePoints) {
      throw new Wrong(FieldReason.TOO_LONG);
    }
    return text;
  }

  private static boolean isText(String value) {
    return value.codePoints().allMatch(ProfileRules::isText);
  }

  private static boolean isText(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        ? codePoint == '\n' || codePoint == '\t'
        : type != Character.SURROGATE;
  }

  /** The fields a registration cannot do without. */
  static List<Profile> required() {
    return Arrays.asList(Profile.USERNAME, Profile.BIRTH_DATE, Profile.COUNTRY);
  }

  private static final class Wrong extends RuntimeException {
    private final FieldReason reason;

    Wrong(FieldReason reason) {
      super(reason.code(), null, false, false);
      this.reason = reason;
    }
  }
}

package dev.clef.vault;

import dev.clef.subject.DataCategory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of the fields the vault holds. They are part of every ciphertext's context: never
 * rename one.
 */
public final class Fields {

  /** The fields of a profile, in the order they are shown. */
  public enum Profile {
    USERNAME(DataCategory.IDENTIFIER),
    EMAIL(DataCategory.CONTACT),
    GIVEN_NAME(DataCategory.PROFILE),
    FAMILY_NAME(DataCategory.PROFILE),
    DISPLAY_NAME(DataCategory.PROFILE),
    BIRTH_DATE(DataCategory.PROFILE),
    COUNTRY(DataCategory.PROFILE),
    LOCALE(DataCategory.PROFILE),
    PHONE_NUMBER(DataCategory.CONTACT),
    ADDRESS(DataCategory.CONTACT);

    private final DataCategory category;

    Profile(DataCategory category) {
      this.category = category;
    }

    /** The name in the vault and in the API. */
    public String field() {
      return name().toLowerCase(Locale.ROOT);
    }

    public DataCategory category() {
      return category;
    }
  }

  /** The hash of the password, encrypted like any field. */
  public static final String HASHED_PASSWORD = "hashed_password";

  /** The shared secret of the authenticator app. */
  public static final String TOTP_SECRET = "totp_secret";

  /** Names of the profile's fields. */
  public static final Set<String> PROFILE =
      Arrays.stream(Profile.values()).map(Profile::field).collect(Collectors.toUnmodifiableSet());

  private static final List<String> CREDENTIALS = List.of(HASHED_PASSWORD, TOTP_SECRET);
  private static final String IMPORTED = "imported.";
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  /** Room for a name of 128 bytes, each of them percent-encoded. */
  private static final int MAX_NAME_CHARS = 400;

  private Fields() {}

  /**
   * The field of an attribute taken over from another system; the attribute's name is
   * percent-encoded if it must be.
   */
  public static String imported(String attribute) {
    String safe =
        SAFE.matcher(attribute).matches()
            ? attribute
            : "%" + URLEncoder.encode(attribute, StandardCharsets.UTF_8);
    return IMPORTED + safe;
  }

  /** Whether the vault takes a field of this name. */
  public static boolean isValid(String name) {
    return PROFILE.contains(name)
        || CREDENTIALS.contains(name)
        || (name.startsWith(IMPORTED) && name.length() <= MAX_NAME_CHARS);
  }

  static boolean isCredential(String name) {
    return CREDENTIALS.contains(name);
  }

  static List<String> credentials() {
    return CREDENTIALS;
  }

  static DataCategory category(String name) {
    if (isCredential(name)) {
      return DataCategory.CREDENTIAL;
    }
    for (Profile field : Profile.values()) {
      if (field.field().equals(name)) {
        return field.category();
      }
    }
    return DataCategory.IMPORTED;
  }
}

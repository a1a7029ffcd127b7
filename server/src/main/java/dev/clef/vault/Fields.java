package dev.clef.vault;

import dev.clef.subject.Catalogue;
import dev.clef.subject.DataCategory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of the fields the vault holds; what they are stands in the {@link Catalogue}. They are
 * part of every ciphertext's context: never rename one.
 */
public final class Fields {

  /** The fields of a profile, in the order they are shown. */
  public enum Profile {
    USERNAME,
    EMAIL,
    GIVEN_NAME,
    FAMILY_NAME,
    DISPLAY_NAME,
    BIRTH_DATE,
    COUNTRY,
    LOCALE,
    PHONE_NUMBER,
    ADDRESS;

    /** The name in the vault and in the API. */
    public String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The hash of the password, encrypted like any field. */
  public static final String HASHED_PASSWORD = "hashed_password";

  /** The shared secret of the authenticator app. */
  public static final String TOTP_SECRET = "totp_secret";

  /** With what somebody signs in beside these: passkeys, and what the person calls them. */
  public static final String FACTORS = "factors";

  /** Names of the profile's fields. */
  public static final Set<String> PROFILE =
      Arrays.stream(Profile.values()).map(Profile::field).collect(Collectors.toUnmodifiableSet());

  /** Where the catalogue says that a field of the vault is stored. */
  private static final String COLUMN = "vault.field.ciphertext";

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

  /** Whether the vault takes a field of this name: one of its own in the catalogue. */
  public static boolean isValid(String name) {
    return name.length() <= MAX_NAME_CHARS
        && Catalogue.field(name).filter(datum -> datum.columns().contains(COLUMN)).isPresent();
  }

  /**
   * The category of a field.
   *
   * @throws IllegalArgumentException when the catalogue does not know it
   */
  static DataCategory category(String name) {
    return Catalogue.field(name)
        .orElseThrow(() -> new IllegalArgumentException("not in the catalogue"))
        .category();
  }

  static boolean isCredential(String name) {
    return Catalogue.field(name)
        .filter(datum -> datum.category() == DataCategory.CREDENTIAL)
        .isPresent();
  }
}

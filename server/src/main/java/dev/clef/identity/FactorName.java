package dev.clef.identity;

import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** What somebody calls a passkey or an app. */
public final class FactorName {

  private static final int MAX_NAME = 60;

  private FactorName() {}

  /**
   * A name for a passkey: what was entered, or when that is nothing, the make of its authenticator.
   *
   * @throws Problem {@code invalid_fields}
   */
  public static String of(String entered, @Nullable AuthenticatorModel model) {
    if (!entered.isBlank() || model == null) {
      return of(entered);
    }
    String make = Normalizer.normalize(model.description().strip(), Normalizer.Form.NFC);
    int end = make.offsetByCodePoints(0, Math.min(MAX_NAME, make.codePointCount(0, make.length())));
    return of(make.substring(0, end));
  }

  /**
   * A name for a factor: one line, some letters.
   *
   * @throws Problem {@code invalid_fields}
   */
  public static String of(String entered) {
    String name = Normalizer.normalize(entered.strip(), Normalizer.Form.NFC);
    if (name.isEmpty()) {
      throw Problem.field("name", FieldReason.REQUIRED);
    }
    if (name.codePointCount(0, name.length()) > MAX_NAME) {
      throw Problem.field("name", FieldReason.TOO_LONG);
    }
    boolean text =
        name.codePoints()
            .map(Character::getType)
            .noneMatch(type ->
                type == Character.CONTROL
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR);
    if (!text) {
      throw Problem.field("name", FieldReason.NOT_TEXT);
    }
    return name;
  }
}

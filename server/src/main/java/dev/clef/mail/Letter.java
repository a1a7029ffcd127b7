package dev.clef.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be written to somebody, each with what it says and nothing else. */
public sealed interface Letter {

  /** The templates; their codes are stored: never rename one. */
  enum Template {
    REGISTRATION_CODE,
    ADDRESS_TAKEN,
    RESET_CODE,
    SIGN_IN_CODE,
    FACTOR_ADDED,
    FACTOR_REMOVED,
    PASSWORD_CHANGED,
    NEW_DEVICE,
    ADDRESS_CODE,
    ADDRESS_CHANGED,
    RECOVERY_CODE_USED,
    FACTORS_LOST,
    CODES_LOCKED;

    /** The name in the table and in entries of the log, such as {@code reset-code}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Template> of(String code) {
      return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
  }

  /** The letters that carry a code, which is worth nothing once it has lapsed. */
  sealed interface WithCode extends Letter {
    Code code();

    /** How long the code is good, from now; whole minutes are shown. */
    Duration goodFor();
  }

  /** A code for somebody who wants an account. */
  record RegistrationCode(Code code, Duration goodFor) implements WithCode {
    public RegistrationCode {
      requireMinutes(goodFor);
    }

    @Override
    public Template template() {
      return Template.REGISTRATION_CODE;
    }
  }

  /** To whoever has the address already: somebody tried to register with it. */
  record AddressTaken() implements Letter {
    @Override
    public Template template() {
      return Template.ADDRESS_TAKEN;
    }
  }

  /** A code for a new password. */
  record ResetCode(Code code, Duration goodFor) implements WithCode {
    public ResetCode {
      requireMinutes(goodFor);
    }

    @Override
    public Template template() {
      return Template.RESET_CODE;
    }
  }

  /** A code to sign in. */
  record SignInCode(Code code, Duration goodFor) implements WithCode {
    public SignInCode {
      requireMinutes(goodFor);
    }

    @Override
    public Template template() {
      return Template.SIGN_IN_CODE;
    }
  }

  /** A code that proves that somebody reads what comes to an address of theirs. */
  record AddressCode(Code code, Duration goodFor) implements WithCode {
    public AddressCode {
      requireMinutes(goodFor);
    }

    @Override
    public Template template() {
      return Template.ADDRESS_CODE;
    }
  }

  /** To the address that was replaced, or taken away: it counts no more. */
  record AddressChanged() implements Letter {
    @Override
    public Template template() {
      return Template.ADDRESS_CHANGED;
    }
  }

  /** Another way to sign in was added. */
  record FactorAdded(Factor factor) implements Letter {
    @Override
    public Template template() {
      return Template.FACTOR_ADDED;
    }
  }

  /** A way to sign in is gone. */
  record FactorRemoved(Factor factor) implements Letter {
    @Override
    public Template template() {
      return Template.FACTOR_REMOVED;
    }
  }

  /**
   * A recovery code was used.
   *
   * @param left how many there still are
   */
  record RecoveryCodeUsed(int left) implements Letter {
    @Override
    public Template template() {
      return Template.RECOVERY_CODE_USED;
    }
  }

  /**
   * Somebody says that passkeys and app are lost.
   *
   * @param readyAt from when on they may be removed
   */
  record FactorsLost(Instant readyAt) implements Letter {
    @Override
    public Template template() {
      return Template.FACTORS_LOST;
    }
  }

  /** So many codes of the app were wrong that none is taken any more. */
  record CodesLocked() implements Letter {
    @Override
    public Template template() {
      return Template.CODES_LOCKED;
    }
  }

  /** The password was changed. */
  record PasswordChanged() implements Letter {
    @Override
    public Template template() {
      return Template.PASSWORD_CHANGED;
    }
  }

  /**
   * A sign-in from a device not seen before.
   *
   * @param browser the family and nothing more, such as {@code Firefox}
   * @param country ISO 3166-1 alpha-2; empty when it is not known
   */
  record NewDevice(String browser, String country) implements Letter {

    private static final int MAX_CHARS = 60;
    private static final Pattern LINE_ENDS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");
    private static final Pattern COUNTRY = Pattern.compile("(?:[A-Z]{2})?");

    public NewDevice {
      if (browser.isBlank() || browser.length() > MAX_CHARS || LINE_ENDS.matcher(browser).find()) {
        throw new IllegalArgumentException("not the name of a browser");
      }
      if (!COUNTRY.matcher(country).matches()) {
        throw new IllegalArgumentException("not a country");
      }
    }

    @Override
    public Template template() {
      return Template.NEW_DEVICE;
    }

    @Override
    public String toString() {
      return "NewDevice[<redacted>]";
    }
  }

  /** The kinds of second factors; the names are stored: never rename one. */
  enum Factor {
    PASSKEY,
    AUTHENTICATOR,
    DEVICE_KEY,
    RECOVERY_CODES,
    E_MAIL;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A one-time code.
   *
   * @param digits six to eight
   */
  record Code(String digits) {

    private static final Pattern SHAPE = Pattern.compile("[0-9]{6,8}");

    public Code {
      if (!SHAPE.matcher(digits).matches()) {
        throw new IllegalArgumentException("six to eight digits");
      }
    }

    @Override
    public String toString() {
      return "Code[<redacted>]";
    }
  }

  Template template();

  private static void requireMinutes(Duration goodFor) {
    if (goodFor.toMinutes() < 1 || goodFor.toHours() > 24) {
      throw new IllegalArgumentException("a code is good for a minute to a day");
    }
  }
}

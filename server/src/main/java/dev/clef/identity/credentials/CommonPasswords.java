package dev.clef.identity.credentials;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The passwords that are taken most: of the 30,000 in zxcvbn's list those that are long enough to
 * be set at all. Known to every server, without a file (OWASP ASVS 5.0 V6.2.4).
 */
final class CommonPasswords {

  /** In lower case, as the list is. */
  private final Set<String> passwords;

  /**
   * Reads the list.
   *
   * @param minimumLength of a password that may be set, in code points; shorter ones are left out
   */
  CommonPasswords(int minimumLength) {
    try {
      passwords =
          StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
              .filter(it -> it.codePointCount(0, it.length()) >= minimumLength)
              .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("the list of common passwords is not in its library", e);
    }
  }

  /** Whether the whole password is one of them, in any case. */
  boolean contains(String typed) {
    return passwords.contains(PasswordText.opaque(typed).toLowerCase(Locale.ROOT));
  }

  int size() {
    return passwords.size();
  }
}

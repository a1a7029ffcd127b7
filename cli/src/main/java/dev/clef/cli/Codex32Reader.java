package dev.clef.cli;

import dev.clef.ledger.MalformedException;

/** The characters of a codex32 string, before anything is asked of what they mean. */
final class Codex32Reader {

  private Codex32Reader() {}

  /**
   * The values of what follows the prefix and its 1; all of it in lower case or all in upper case.
   *
   * @throws MalformedException when it begins with something else or has other characters
   */
  static byte[] values(String prefix, CharSequence text) {
    boolean upper = false;
    boolean lower = false;
    for (int i = 0; i < text.length(); i++) {
      upper |= text.charAt(i) >= 'A' && text.charAt(i) <= 'Z';
      lower |= text.charAt(i) >= 'a' && text.charAt(i) <= 'z';
    }
    if (upper && lower) {
      throw new MalformedException("it mixes upper and lower case");
    }
    int from = prefix.length() + 1;
    if (text.length() < from) {
      throw new MalformedException("it does not begin with " + prefix + "1");
    }
    for (int i = 0; i < from; i++) {
      if (lower(text.charAt(i)) != (i < prefix.length() ? prefix.charAt(i) : '1')) {
        throw new MalformedException("it does not begin with " + prefix + "1");
      }
    }
    byte[] values = new byte[text.length() - from];
    for (int i = 0; i < values.length; i++) {
      int value = Bech32.value(lower(text.charAt(from + i)));
      if (value < 0) {
        throw new MalformedException(
            "there is a character that none has, " + Codex32Typos.place(from + i));
      }
      values[i] = (byte) value;
    }
    return values;
  }

  /** Of ASCII only: other alphabets have letters that become ASCII in lower case. */
  static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char) (letter + ('a' - 'A')) : letter;
  }
}

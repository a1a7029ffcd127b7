package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * A codex32 string (BIP-93): a secret, or one of the shares it is split into, with a checksum. Not
 * a record, because it is wiped, and because nothing prints it by accident.
 */
final class Codex32 {

  /** The share index under which the secret itself stands. */
  static final char SECRET = 's';

  /** Threshold, four characters of identifier, share index. */
  private static final int HEADER = 6;

  private static final int MIN_VALUES = 45;
  private static final int MAX_SHORT_VALUES = 93;
  private static final int MIN_LONG_VALUES = 96;
  private static final int MAX_VALUES = 124;

  private final String prefix;

  /** What follows the separator, checksum included, five bits each. */
  private final byte[] values;

  private Codex32(String prefix, byte[] values) {
    this.prefix = prefix;
    this.values = values;
  }

  /** The codex32 secret of some bytes; the bits that are left over at the end are 0. */
  static Codex32 secret(String prefix, int threshold, String identifier, byte[] secret) {
    byte[] payload = FiveBits.of(secret);
    try {
      return of(prefix, threshold + identifier + SECRET, payload);
    } finally {
      Arrays.fill(payload, (byte) 0);
    }
  }

  /** A share that is chance alone, for a secret of so many bytes. */
  static Codex32 random(
      String prefix, int threshold, String identifier, char index, int bytes, SecureRandom chance) {
    byte[] payload = new byte[FiveBits.groups(bytes)];
    chance.nextBytes(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] &= 31;
    }
    try {
      return of(prefix, threshold + identifier + index, payload);
    } finally {
      Arrays.fill(payload, (byte) 0);
    }
  }

  private static Codex32 of(String prefix, String header, byte[] payload) {
    int data = HEADER + payload.length;
    Codex32Checksum checksum = Codex32Checksum.of(data);
    byte[] values = new byte[data + checksum.length()];
    System.arraycopy(Bech32.values(header), 0, values, 0, HEADER);
    System.arraycopy(payload, 0, values, HEADER, payload.length);
    checksum.complete(prefix, values);
    return new Codex32(prefix, values);
  }

  /**
   * Reads a string that begins with this prefix and a 1.
   *
   * @throws MalformedException that says what is wrong and holds nothing of the text
   */
  static Codex32 parse(String prefix, CharSequence text) {
    byte[] values = Codex32Reader.values(prefix, text);
    int length = values.length;
    if (length < MIN_VALUES
        || length > MAX_VALUES
        || (length > MAX_SHORT_VALUES && length < MIN_LONG_VALUES)) {
      throw new MalformedException("its length is none that codex32 has");
    }
    Codex32Checksum checksum = checksum(values);
    if (FiveBits.left(length - HEADER - checksum.length()) > 4) {
      throw new MalformedException("its length is that of no whole bytes");
    }
    for (byte difference : checksum.syndrome(prefix, values)) {
      if (difference != 0) {
        throw new MalformedException(Codex32Typos.describe(checksum, prefix, values));
      }
    }
    Codex32 read = new Codex32(prefix, values);
    char threshold = Bech32.letter(values[0]);
    if (threshold < '0' || threshold > '9') {
      throw new MalformedException("its threshold is no digit");
    }
    if (threshold == '0' && read.index() != SECRET) {
      throw new MalformedException("it is not split and yet no secret");
    }
    return read;
  }

  /**
   * The string at this index of the polynomial that goes through these strings: BIP-93, §Recovering
   * Secret and §Generating Shares. Checksum and header come along, because both are linear.
   *
   * @throws MalformedException when they do not belong together or are not as many as the threshold
   */
  static Codex32 interpolate(List<Codex32> shares, char index) {
    Codex32 first = shares.getFirst();
    int[] points = new int[shares.size()];
    for (int i = 0; i < points.length; i++) {
      if (!shares.get(i).isOfTheSameSplitAs(first)) {
        throw new MalformedException("the shares are not of the same split");
      }
      points[i] = shares.get(i).values[HEADER - 1];
    }
    if (points.length != first.threshold()
        || Arrays.stream(points).distinct().count() != points.length) {
      throw new MalformedException("there are not exactly as many different shares as are needed");
    }
    int[] weights = Gf32.lagrange(points, Bech32.value(index));
    byte[] values = new byte[first.values.length];
    for (int i = 0; i < points.length; i++) {
      for (int at = 0; at < values.length; at++) {
        values[at] ^= (byte) Gf32.times(weights[i], shares.get(i).values[at]);
      }
    }
    return new Codex32(first.prefix, values);
  }

  boolean isOfTheSameSplitAs(Codex32 other) {
    return prefix.equals(other.prefix)
        && values.length == other.values.length
        && Arrays.equals(values, 0, HEADER - 1, other.values, 0, HEADER - 1);
  }

  /** How many shares are needed: 2 to 9, or 0 where the secret was never split. */
  int threshold() {
    return Bech32.letter(values[0]) - '0';
  }

  /** Four characters that all strings of one split share. */
  String identifier() {
    return Bech32.letters(values, 1, HEADER - 1);
  }

  char index() {
    return Bech32.letter(values[HEADER - 1]);
  }

  /** The bytes of the payload, to be wiped by the caller. */
  byte[] payload() {
    int to = values.length - checksum(values).length();
    byte[] payload = Arrays.copyOfRange(values, HEADER, to);
    try {
      return FiveBits.bytes(payload);
    } finally {
      Arrays.fill(payload, (byte) 0);
    }
  }

  /** The string in lower case, to be wiped by the caller. */
  char[] text() {
    char[] text = Arrays.copyOf((prefix + "1").toCharArray(), prefix.length() + 1 + values.length);
    for (int i = 0; i < values.length; i++) {
      text[prefix.length() + 1 + i] = Bech32.letter(values[i]);
    }
    return text;
  }

  private static Codex32Checksum checksum(byte[] values) {
    return values.length > MAX_SHORT_VALUES ? Codex32Checksum.LONG : Codex32Checksum.SHORT;
  }

  void wipe() {
    Arrays.fill(values, (byte) 0);
  }

  @Override
  public String toString() {
    return "codex32 (not shown)";
  }
}

package dev.clef.ledger;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of DER (X.690 §10) inside a larger array. Read strictly: lengths are definite and as
 * short as they can be, elements fill what holds them. Nothing is copied until it is asked for.
 *
 * @param start where its tag is
 * @param content where its content begins
 * @param end behind it
 */
record Der(byte[] buffer, int start, int content, int end) {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int OID = 0x06;
  static final int TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  /** Context tags: [0] and [1], primitive or constructed. */
  static final int PRIMITIVE_0 = 0x80;

  static final int PRIMITIVE_1 = 0x81;
  static final int CONTEXT_0 = 0xa0;
  static final int CONTEXT_1 = 0xa1;

  private static final int MAX_OID_BYTES = 64;

  /**
   * The one element that these bytes are.
   *
   * @throws MalformedException when they are anything else
   */
  static Der of(byte[] bytes) {
    return only(bytes, 0, bytes.length);
  }

  private static Der only(byte[] bytes, int from, int to) {
    Der element = at(bytes, from, to);
    if (element.end != to) {
      throw new MalformedException("bytes follow the last DER element");
    }
    return element;
  }

  private static Der at(byte[] bytes, int start, int limit) {
    int at = start;
    if (limit - at < 2 || (bytes[at] & 0x1f) == 0x1f) {
      throw new MalformedException("a DER element is cut off or has a long tag");
    }
    at++;
    int length = bytes[at++] & 0xff;
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets < 1 || octets > 3 || limit - at < octets || bytes[at] == 0) {
        throw new MalformedException("a DER length is not definite or not the shortest");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << 8) | (bytes[at++] & 0xff);
      }
      if (length < 0x80) {
        throw new MalformedException("a DER length is not the shortest");
      }
    }
    if (length > limit - at) {
      throw new MalformedException("a DER element is longer than what holds it");
    }
    return new Der(bytes, start, at, at + length);
  }

  int tag() {
    return buffer[start] & 0xff;
  }

  boolean is(int tag) {
    return tag() == tag;
  }

  /** Itself, when it has this tag. */
  Der require(int tag) {
    if (!is(tag)) {
      throw new MalformedException("DER tag " + tag() + " where " + tag + " is expected");
    }
    return this;
  }

  /** The elements of a constructed one. */
  List<Der> children() {
    if ((tag() & 0x20) == 0) {
      throw new MalformedException("a primitive DER element holds no others");
    }
    List<Der> children = new ArrayList<>();
    int at = content;
    while (at < end) {
      Der child = at(buffer, at, end);
      children.add(child);
      at = child.end;
    }
    return children;
  }

  /** The elements of a sequence, one after the other. */
  Fields sequence() {
    return new Fields(require(SEQUENCE).children());
  }

  /** The one element that an explicit tag or an octet string wraps. */
  Der inner() {
    return only(buffer, content, end);
  }

  byte[] encoded() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  /** The same element under another tag, such as a SET that stands under an implicit one. */
  byte[] encodedAs(int tag) {
    byte[] encoded = encoded();
    encoded[0] = (byte) tag;
    return encoded;
  }

  byte[] bytes() {
    return Arrays.copyOfRange(buffer, content, end);
  }

  BigInteger integer() {
    return require(INTEGER).number();
  }

  /** The number of an integer that stands under an implicit tag. */
  BigInteger number() {
    byte[] bytes = bytes();
    boolean shortest =
        bytes.length == 1
            || (bytes.length > 1
                && !(bytes[0] == 0 && bytes[1] >= 0)
                && !(bytes[0] == -1 && bytes[1] < 0));
    if (!shortest) {
      throw new MalformedException("a DER integer is empty or not the shortest");
    }
    return new BigInteger(bytes);
  }

  /** X.690 §8.19, in dotted form. */
  String oid() {
    byte[] bytes = require(OID).bytes();
    if (bytes.length == 0 || bytes.length > MAX_OID_BYTES || bytes[bytes.length - 1] < 0) {
      throw new MalformedException("a DER object identifier is malformed");
    }
    StringBuilder dotted = new StringBuilder();
    BigInteger arc = BigInteger.ZERO;
    boolean first = true;
    for (byte one : bytes) {
      if (arc.signum() == 0 && one == (byte) 0x80) {
        throw new MalformedException("a DER object identifier is not the shortest");
      }
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(one & 0x7f));
      if (one >= 0) {
        if (first) {
          int root = arc.min(BigInteger.valueOf(80)).intValue() / 40;
          dotted.append(root).append('.').append(arc.subtract(BigInteger.valueOf(root * 40L)));
        } else {
          dotted.append('.').append(arc);
        }
        first = false;
        arc = BigInteger.ZERO;
      }
    }
    return dotted.toString();
  }

  String ascii() {
    return new String(buffer, content, end - content, StandardCharsets.US_ASCII);
  }

  /** The fields of a sequence in their order; optional ones are asked for by their tag. */
  static final class Fields {

    private final List<Der> all;
    private int next;

    private Fields(List<Der> all) {
      this.all = all;
    }

    boolean has(int tag) {
      return next < all.size() && all.get(next).is(tag);
    }

    Der take(int tag) {
      return take().require(tag);
    }

    Der take() {
      if (next == all.size()) {
        throw new MalformedException("a DER sequence lacks a field");
      }
      return all.get(next++);
    }

    /** Skips an optional field. */
    void skip(int tag) {
      if (has(tag)) {
        next++;
      }
    }

    void end() {
      if (next < all.size()) {
        throw new MalformedException("a DER sequence has an unknown field");
      }
    }
  }
}

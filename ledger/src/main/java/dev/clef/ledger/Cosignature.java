package dev.clef.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A signature with a time over a checkpoint (c2sp.org/tlog-cosignature, {@code
 * timestamped_signature}): the signer saw no larger tree of this log at that time.
 *
 * <p>Bytes: u64 BE seconds since the epoch | signature.
 *
 * @param seconds POSIX time; 0 when nothing is said about time
 */
record Cosignature(long seconds, Bytes signature) {

  private static final byte[] SUBTREE = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_NAME_BYTES = 255;

  Cosignature {
    if (seconds < 0) {
      throw new MalformedException("the time of a cosignature does not exceed 2^63-1");
    }
  }

  static Cosignature decode(KeyType type, byte[] bytes) {
    if (bytes.length != Long.BYTES + type.signatureBytes()) {
      throw new MalformedException("a cosignature has a time and one signature");
    }
    return new Cosignature(
        ByteBuffer.wrap(bytes).getLong(),
        Bytes.copyOf(bytes, Long.BYTES, bytes.length - Long.BYTES));
  }

  byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + signature.size())
        .putLong(seconds)
        .put(signature.raw())
        .array();
  }

  static boolean verifies(VerifierKey key, byte[] text, byte[] signature) {
    try {
      Cosignature read = decode(key.type(), signature);
      byte[] message = message(key, read.seconds(), text);
      return PublicKeys.verifies(key.type(), key.publicKey(), message, read.signature().raw());
    } catch (MalformedException e) {
      return false;
    }
  }

  /**
   * What is signed.
   *
   * @throws MalformedException when the text is no checkpoint, or a name is too long to be signed
   */
  static byte[] message(VerifierKey key, long seconds, byte[] text) {
    Checkpoint head = Checkpoint.parse(Strict.utf8(text, 0, text.length));
    return switch (key.type()) {
      case ED25519 -> text.clone();
      case ED25519_COSIGNATURE -> {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        lines.writeBytes(
            ("cosignature/v1\ntime " + seconds + "\n").getBytes(StandardCharsets.US_ASCII));
        lines.writeBytes(text);
        yield lines.toByteArray();
      }
      case ML_DSA_44 -> subtree(key.name(), seconds, head);
    };
  }

  /** {@code cosigned_message} of the whole tree: its start is 0. */
  private static byte[] subtree(String cosigner, long seconds, Checkpoint head) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SUBTREE);
    name(out, cosigner);
    number(out, seconds);
    name(out, head.origin());
    number(out, 0);
    number(out, head.size());
    out.writeBytes(head.root().raw());
    return out.toByteArray();
  }

  private static void name(ByteArrayOutputStream out, String name) {
    byte[] utf8 = Strict.utf8(name);
    if (utf8.length > MAX_NAME_BYTES) {
      throw new MalformedException("names in cosignatures have at most 255 bytes");
    }
    out.write(utf8.length);
    out.writeBytes(utf8);
  }

  private static void number(ByteArrayOutputStream out, long number) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}

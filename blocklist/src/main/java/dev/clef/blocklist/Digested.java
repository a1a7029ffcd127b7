package dev.clef.blocklist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Writes to the end of a file and keeps the SHA-256 of what it wrote. For one thread. */
final class Digested {

  private static final int BUFFER_BYTES = 1 << 20;

  private final FileChannel out;
  private final MessageDigest sha256 = sha256();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  Digested(FileChannel out) {
    this.out = out;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void u8(int value) throws IOException {
    room(1).put((byte) value);
  }

  void u16(int value) throws IOException {
    room(2).putShort((short) value);
  }

  void u48(long value) throws IOException {
    room(Layout.POINTER_BYTES).putInt((int) value).putShort((short) (value >>> 32));
  }

  /** The digest of everything written, followed by {@code last}, which is not written. */
  byte[] digest(byte[] last) throws IOException {
    flush();
    sha256.update(last);
    return sha256.digest();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    sha256.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }
}

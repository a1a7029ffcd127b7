package dev.clef.cli;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A large file that is nowhere: a head, the same bytes again and again, a tail. */
final class RepeatingStream extends InputStream {

  private final byte[] middle;
  private final byte[] tail;
  private byte[] now;
  private long left;
  private int at;

  RepeatingStream(String head, byte[] middle, long times, String tail) {
    this.now = head.getBytes(StandardCharsets.UTF_8);
    this.middle = middle.clone();
    this.left = times;
    this.tail = tail.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at == now.length) {
      if (left < 0) {
        return -1;
      }
      now = left-- > 0 ? middle : tail;
      at = 0;
    }
    int count = Math.min(length, now.length - at);
    System.arraycopy(now, at, into, offset, count);
    at += count;
    return count;
  }
}

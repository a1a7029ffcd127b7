package dev.clef.platform.web.limits;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/** Stops at a number of bytes and at an instant, whichever a body reaches first. */
final class BoundedStream extends ServletInputStream {

  private final ServletInputStream stream;
  private final Instant deadline;
  private final Clock clock;
  private long leftBytes;

  BoundedStream(ServletInputStream stream, long limitBytes, Instant deadline, Clock clock) {
    this.stream = stream;
    this.leftBytes = limitBytes;
    this.deadline = deadline;
    this.clock = clock;
  }

  @Override
  public int read() throws IOException {
    int b = stream.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = stream.read(buffer, offset, length);
    count(Math.max(0, count));
    return count;
  }

  private void count(int bytes) {
    leftBytes -= bytes;
    if (leftBytes < 0) {
      throw Problem.of(CommonProblem.BODY_TOO_LARGE);
    }
    if (clock.instant().isAfter(deadline)) {
      throw Problem.of(CommonProblem.TIMEOUT);
    }
  }

  @Override
  public boolean isFinished() {
    return stream.isFinished();
  }

  @Override
  public boolean isReady() {
    return stream.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new UnsupportedOperationException("bodies are read by blocking a virtual thread");
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

package dev.clef.platform.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is sent when it is complete, or when the buffer of the connection is full. Spring
 * flushes what it has written, and then the server sends the end of it: two TLS records and two
 * calls of the system in the place of one, and nothing says how long the answer is.
 */
final class WholeAnswer extends HttpServletResponseWrapper {

  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  WholeAnswer(HttpServletResponse response) {
    super(response);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new Unflushed(super.getOutputStream());
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new Kept(super.getWriter());
    }
    return writer;
  }

  /** Leaves it to the server. */
  @Override
  public void flushBuffer() {}

  private static final class Kept extends PrintWriter {

    Kept(PrintWriter out) {
      super(out);
    }

    @Override
    public void flush() {}
  }

  private static final class Unflushed extends ServletOutputStream {

    private final ServletOutputStream out;

    Unflushed(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
      out.close();
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}

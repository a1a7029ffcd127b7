package dev.clef.platform.web.lanes;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import org.springframework.http.MediaType;

/**
 * A request whose body is here. Of a larger one than ordinary requests have, only the beginning is:
 * whoever may send such a one is read from while they hold their place.
 */
final class WholeRequest extends HttpServletRequestWrapper {

  private final ServletInputStream body;

  private WholeRequest(HttpServletRequest request, byte[] begun, InputStream rest) {
    super(request);
    this.body = new Replayed(new SequenceInputStream(new ByteArrayInputStream(begun), rest));
  }

  /**
   * Waits until the request has arrived.
   *
   * @param parameters whether its forms are parameters, which the container reads
   * @param mostBytes of a body that is read here
   */
  static HttpServletRequest await(HttpServletRequest request, boolean parameters, int mostBytes)
      throws IOException {
    if (request.getContentLengthLong() == 0 || hasNoBody(request.getMethod())) {
      return request;
    }
    if (parameters && isForm(request)) {
      request.getParameterMap();
      return request;
    }
    ServletInputStream stream = request.getInputStream();
    return new WholeRequest(request, stream.readNBytes(mostBytes), stream);
  }

  private static boolean hasNoBody(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }

  private static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  /** Would decode leniently. */
  @Override
  public BufferedReader getReader() {
    throw new UnsupportedOperationException("bodies are read as bytes");
  }

  private static final class Replayed extends ServletInputStream {

    private final InputStream bytes;
    private boolean finished;

    Replayed(InputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      int b = bytes.read();
      finished = b < 0;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = bytes.read(buffer, offset, length);
      finished = count < 0;
      return count;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("bodies are read by blocking a virtual thread");
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}

package dev.clef.openid;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Asks for one document (RFC 9110, RFC 9112) and takes the answer 200 with JSON of limited size,
 * and nothing else: no redirect, no part, no encoding.
 */
final class FetchExchange {

  static final int MAX_BODY_BYTES = 64 * 1024;

  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int MAX_SIZE_CHARS = 1024;
  private static final int HEX = 16;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] 200(?: .*)?");

  /** {@code application/json} and what says it is likewise (RFC 6839 §3.1). */
  private static final Pattern TYPE =
      Pattern.compile("application/(?:[a-z0-9.!#$&^_-]+\\+)?json", Pattern.CASE_INSENSITIVE);

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
  private static final Pattern CHUNK = Pattern.compile("[0-9A-Fa-f]{1,7}");

  private final InputStream in;
  private int headBytes;

  private FetchExchange(InputStream in) {
    this.in = in;
  }

  /**
   * Asks and reads.
   *
   * @return the bytes of the document
   */
  static byte[] get(Socket socket, URI uri) throws IOException {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String head =
        "GET "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + uri.getRawAuthority()
            + "\r\nAccept: application/json, application/jwk-set+json\r\nUser-Agent: Clef"
            + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return new FetchExchange(new BufferedInputStream(socket.getInputStream())).read();
  }

  private byte[] read() throws IOException {
    if (!STATUS.matcher(line(MAX_HEAD_BYTES)).matches()) {
      throw new Fetch.Rule("another answer than 200");
    }
    Map<String, String> headers = headers();
    String type = headers.getOrDefault("content-type", "").split(";", 2)[0].strip();
    if (!TYPE.matcher(type).matches() || headers.containsKey("content-encoding")) {
      throw new Fetch.Rule("another kind of document");
    }
    String coding = headers.get("transfer-encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new Fetch.Rule("another transfer coding");
      }
      return chunks();
    }
    String length = headers.get("content-length");
    return length == null ? toTheEnd() : counted(length);
  }

  /** By their names in lower case; of one that comes twice the last. */
  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(MAX_HEAD_BYTES); !line.isEmpty(); line = line(MAX_HEAD_BYTES)) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new Fetch.Rule("an answer that makes no sense");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] toTheEnd() throws IOException {
    byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return body;
  }

  private byte[] counted(String length) throws IOException {
    if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return exactly(Integer.parseInt(length));
  }

  private byte[] exactly(int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new Fetch.Rule("an answer that was cut off");
    }
    return read;
  }

  /** What comes after the last one is not looked at: the connection ends there. */
  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(MAX_SIZE_CHARS).split(";", 2)[0].strip();
      if (!CHUNK.matcher(size).matches()) {
        throw new Fetch.Rule("an answer that makes no sense");
      }
      int bytes = Integer.parseInt(size, HEX);
      if (bytes == 0) {
        return body.toByteArray();
      }
      if (bytes > MAX_BODY_BYTES - body.size()) {
        throw tooLarge();
      }
      body.writeBytes(exactly(bytes));
      if (!line(0).isEmpty()) {
        throw new Fetch.Rule("an answer that makes no sense");
      }
    }
  }

  /** Up to the end of the line; all lines of the head and between chunks count together. */
  private String line(int mostChars) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      line.append((char) c);
      if (line.length() > mostChars + 1) {
        throw tooLarge();
      }
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private int next() throws IOException {
    int c = in.read();
    if (c == -1) {
      throw new Fetch.Rule("an answer that was cut off");
    }
    if (++headBytes > MAX_HEAD_BYTES + MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return c;
  }

  private static Fetch.Rule tooLarge() {
    return new Fetch.Rule("an answer that is too large");
  }
}

package dev.clef.openid;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends a form to an application, at the very address that was judged (see {@link Line}). No
 * redirect is followed and nothing but the status is read. Thread-safe.
 */
final class LogoutCarrier {

  /** To connect, and for each read. */
  private static final int MILLIS = 5000;

  /** For everything together. */
  private static final Duration WHOLE = Duration.ofSeconds(20);

  private static final int STATUS_BYTES = "HTTP/1.1 200".length();
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

  private final boolean alsoPrivate;
  private final Duration whole;

  /**
   * Makes one.
   *
   * @param alsoPrivate whether addresses are spoken to that are not of the public network
   */
  LogoutCarrier(boolean alsoPrivate) {
    this(alsoPrivate, WHOLE);
  }

  LogoutCarrier(boolean alsoPrivate, Duration whole) {
    this.alsoPrivate = alsoPrivate;
    this.whole = whole;
  }

  /**
   * Sends it.
   *
   * @return the status of the answer
   * @throws IOException when there is none, or nobody may be spoken to there
   */
  int post(URI to, String form) throws IOException {
    boolean tls = to.getScheme().equals("https");
    int port = to.getPort() == -1 ? tls ? 443 : 80 : to.getPort();
    String host = to.getHost().replaceAll("[\\[\\]]", "");
    InetAddress[] found = InetAddress.getAllByName(host);
    if (!alsoPrivate && !Arrays.stream(found).allMatch(PublicAddresses::includes)) {
      throw new IOException("an address of a private network");
    }
    IOException last = new IOException("no address");
    for (InetAddress address : found) {
      try (Line line = Line.open(address, port, MILLIS, whole)) {
        return tls ? secured(line, host, port, to, form) : exchange(line.plain(), to, form);
      } catch (ConnectException e) {
        last = e; // nobody listens there; maybe at the next one
      }
    }
    throw last;
  }

  private static int secured(Line line, String host, int port, URI to, String form)
      throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket socket = line.secured(factory, host, port)) {
      return exchange(socket, to, form);
    }
  }

  private static int exchange(Socket socket, URI to, String form) throws IOException {
    byte[] body = form.getBytes(StandardCharsets.US_ASCII);
    String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
    String head =
        "POST "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + to.getRawAuthority()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    InputStream answer = socket.getInputStream();
    String line = new String(answer.readNBytes(STATUS_BYTES), StandardCharsets.US_ASCII);
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) {
      throw new IOException("an answer that makes no sense");
    }
    return Integer.parseInt(status.group(1));
  }
}

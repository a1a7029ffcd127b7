package dev.clef.openid;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a form to an application. Over a socket of its own, because the address that was judged has
 * to be the one that is spoken to: a client that looks the name up itself may find another one. No
 * redirect is followed and nothing but the status is read. Thread-safe.
 */
final class LogoutCarrier {

  private static final Logger LOG = LoggerFactory.getLogger(LogoutCarrier.class);

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
      try (Socket plain = new Socket();
          Deadline _ = new Deadline(plain, whole)) {
        plain.connect(new InetSocketAddress(address, port), MILLIS);
        plain.setSoTimeout(MILLIS);
        return tls ? secured(plain, host, port, to, form) : exchange(plain, to, form);
      } catch (ConnectException e) {
        last = e; // nobody listens there; maybe at the next one
      }
    }
    throw last;
  }

  /** Closes a socket when the whole takes too long: a byte every four seconds is no silence. */
  private static final class Deadline implements AutoCloseable {

    private final Thread watch;

    Deadline(Socket socket, Duration whole) {
      watch = Thread.startVirtualThread(() -> closeLater(socket, whole));
    }

    private static void closeLater(Socket socket, Duration whole) {
      try {
        Thread.sleep(whole);
        socket.close();
      } catch (InterruptedException inTime) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        LOG.debug("A connection was gone already ({})", e.getClass().getSimpleName());
      }
    }

    @Override
    public void close() {
      watch.interrupt();
    }
  }

  private static int secured(Socket plain, String host, int port, URI to, String form)
      throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
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

package dev.clef.openid;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an address that was judged. Over a socket of its own, because the address that
 * was judged has to be the one that is spoken to: a client that looks the name up itself may find
 * another one. It ends by itself when the whole takes too long: a byte every four seconds is no
 * silence.
 */
final class Line implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final Socket socket;
  private final Thread watch;

  private Line(Socket socket, Duration whole) {
    this.socket = socket;
    this.watch = Thread.startVirtualThread(() -> closeLater(socket, whole));
  }

  /**
   * Connects, through no proxy.
   *
   * @param millis to connect, and for each read
   * @param whole for everything together
   * @throws IOException when nobody answers there
   */
  static Line open(InetAddress address, int port, int millis, Duration whole) throws IOException {
    Line line = new Line(new Socket(Proxy.NO_PROXY), whole);
    try {
      line.socket.connect(new InetSocketAddress(address, port), millis);
      line.socket.setSoTimeout(millis);
      return line;
    } catch (IOException e) {
      line.close();
      throw e;
    }
  }

  Socket plain() {
    return socket;
  }

  /** Speaks TLS with whoever has a certificate for this name; to close it closes all. */
  SSLSocket secured(SSLSocketFactory tls, String host, int port) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
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
  public void close() throws IOException {
    watch.interrupt();
    socket.close();
  }
}

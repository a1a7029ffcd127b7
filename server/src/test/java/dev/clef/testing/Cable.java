package dev.clef.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network cable between a process and a port of this machine, to be pulled out: connections stay
 * open and nothing arrives, as when a switch dies.
 */
public final class Cable implements AutoCloseable {

  private final ServerSocket entrance;
  private final int exit;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Object plug = new Object();
  private boolean pulled;
  private int laid;
  private volatile int cut;

  /** A cable to a port of the loopback address. */
  public Cable(int exit) throws IOException {
    this.exit = exit;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where to connect. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Nothing gets through until {@link #plugIn}. */
  public void pullOut() {
    synchronized (plug) {
      pulled = true;
    }
  }

  /** What was held up gets through. */
  public void plugIn() {
    synchronized (plug) {
      pulled = false;
      plug.notifyAll();
    }
  }

  /**
   * What the open connections carry is lost from now on, and neither end is told, as when a router
   * forgets them; new connections get through.
   */
  public void forgetConnections() {
    synchronized (plug) {
      cut = laid;
    }
  }

  private int lay() {
    synchronized (plug) {
      return ++laid;
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket near = entrance.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), exit);
        sockets.addAll(List.of(near, far));
        int number = lay();
        Thread.ofVirtual().start(() -> carry(near, far, number));
        Thread.ofVirtual().start(() -> carry(far, near, number));
      } catch (IOException ended) {
        // The next round sees whether the cable was thrown away or the other end does not answer.
        Thread.onSpinWait();
      }
    }
  }

  private void carry(Socket from, Socket to, int number) {
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = from.getInputStream().read(buffer); read >= 0; ) {
        awaitPlug();
        if (number > cut) {
          to.getOutputStream().write(buffer, 0, read);
        }
        read = from.getInputStream().read(buffer);
      }
      if (number > cut) {
        to.shutdownOutput();
      }
    } catch (IOException ended) {
      closeAll(List.of(from, to));
    }
  }

  private void awaitPlug() throws IOException {
    synchronized (plug) {
      while (pulled) {
        try {
          plug.wait();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  private static void closeAll(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    closeAll(sockets);
    plugIn();
  }
}

package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The port of a cluster on 127.0.0.1: chosen once, remembered, changed only when it is taken. */
record ClusterPort(DataFolder folder, ClusterSettings settings) {

  /** Below the range the system gives to outgoing connections, so that it stays free for us. */
  private static final int LAST = 32_000;

  /** The remembered port when it is free, else another free one, now remembered. */
  int choose() {
    int remembered = remembered();
    if (remembered != 0 && free(remembered)) {
      return remembered;
    }
    return another(settings.firstPort() - 1);
  }

  /** The next free port of ours after {@code taken}; remembered. */
  int another(int taken) {
    // Steps of two: the other cluster has the odd or the even ones for itself.
    for (int port = taken + (taken % 2 == settings.firstPort() % 2 ? 2 : 1);
        port < LAST;
        port += 2) {
      if (free(port)) {
        folder.write(file(), Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
        return port;
      }
    }
    throw new StartRefused("No port for PostgreSQL is free on 127.0.0.1.");
  }

  static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private int remembered() {
    try {
      return Integer.parseInt(Files.readString(file()).strip());
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }

  private Path file() {
    return folder.root().resolve(settings.name() + ".port");
  }
}

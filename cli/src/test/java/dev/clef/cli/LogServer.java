package dev.clef.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Serves a folder at /log on loopback and remembers what was asked for. */
final class LogServer implements AutoCloseable {

  final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path folder;

  private LogServer(HttpServer server, Path folder) {
    this.server = server;
    this.folder = folder;
    server.createContext("/log/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  static LogServer plain(Path folder) throws IOException {
    return new LogServer(HttpServer.create(loopback(), 0), folder);
  }

  static LogServer tls(Path folder, SSLContext context, String protocol) throws IOException {
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(
                new SSLParameters(
                    new String[] {
                      "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
                    },
                    new String[] {protocol}));
          }
        });
    return new LogServer(https, folder);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/log/".length());
      asked.add(path);
      Path file = file(path);
      if (Files.isRegularFile(file)) {
        byte[] body = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  /** Where a folder has time-stamps, a server has a list of them, and names without endings. */
  private Path file(String path) {
    Path stamps = folder.resolve("timestamps");
    if (!path.startsWith("timestamps") || !Files.isDirectory(stamps)) {
      return folder.resolve(path);
    }
    if (path.equals("timestamps")) {
      return folder.resolve("timestamps.json");
    }
    String name = path.substring("timestamps/".length());
    return name.endsWith("/checkpoint")
        ? stamps.resolve(name.replace("/checkpoint", ".txt"))
        : stamps.resolve(name + ".tsr");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.clef.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.WitnessRuling;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A witness behind HTTP (c2sp.org/tlog-witness): {@code add-checkpoint} and what it cosigned. */
final class WitnessServer implements AutoCloseable {

  /** Room for a hundred signatures of ML-DSA. */
  private static final int MAX_BODY_BYTES = 512 * 1024;

  private static final int THREADS = 16;
  private static final int BACKLOG = 64;

  private final WitnessBook book;
  private final PrintWriter log;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private WitnessServer(WitnessBook book, PrintWriter log, HttpServer server) {
    this.book = book;
    this.log = log;
    this.server = server;
  }

  /** Serves until it is closed. */
  static WitnessServer start(WitnessBook book, InetSocketAddress address, PrintWriter log)
      throws IOException {
    // Read by the JDK's server once: who sends slowly or stays silent is cut off.
    limit("sun.net.httpserver.maxReqTime", "10");
    limit("sun.net.httpserver.maxRspTime", "10");
    limit("sun.net.httpserver.idleInterval", "30");
    limit("jdk.httpserver.maxConnections", "256");
    HttpServer http = HttpServer.create(address, BACKLOG);
    WitnessServer witness = new WitnessServer(book, log, http);
    http.createContext("/", witness::answer);
    http.setExecutor(witness.threads);
    http.start();
    return witness;
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          if (path.equals("/add-checkpoint")) {
            add(exchange);
          } else {
            send(exchange, 404, "");
          }
        }
        case "GET" -> {
          byte[] note = book.shown(path).orElse(new byte[0]);
          send(exchange, note.length == 0 ? 404 : 200, new String(note, StandardCharsets.UTF_8));
        }
        default -> send(exchange, 405, "");
      }
    } catch (CliException | IOException e) {
      say("cannot answer: " + e.getMessage());
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  private void add(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      send(exchange, 413, "");
      return;
    }
    WitnessBook.Reply reply;
    try {
      reply = book.add(body);
    } catch (MalformedException e) {
      send(exchange, 400, e.getMessage() + "\n");
      return;
    }
    switch (reply) {
      case WitnessBook.Reply.Cosigned(String lines, long size) -> send(exchange, 200, lines);
      case WitnessBook.Reply.Refused(WitnessRuling ruling, String origin) -> {
        boolean stranger = ruling instanceof WitnessRuling.UnknownLog;
        String log = stranger ? "a log that is not watched" : origin;
        say("refused " + log + ": " + ruling.getClass().getSimpleName());
        refuse(exchange, ruling);
      }
    }
  }

  private static void refuse(HttpExchange exchange, WitnessRuling ruling) throws IOException {
    switch (ruling) {
      case WitnessRuling.UnknownLog() -> send(exchange, 404, "this log is not watched here\n");
      case WitnessRuling.NotSigned() -> send(exchange, 403, "not signed by a key known here\n");
      case WitnessRuling.Malformed() -> send(exchange, 400, "the old size is larger\n");
      case WitnessRuling.Conflict(long size) -> {
        exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
        send(exchange, 409, size + "\n");
      }
      case WitnessRuling.Forked(long size, SignedNote note) -> {
        exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
        send(exchange, 409, size + "\n");
      }
      case WitnessRuling.Inconsistent() -> send(exchange, 422, "not proven to be consistent\n");
      case WitnessRuling.Cosign cosign -> throw new IllegalStateException("not a refusal");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("text/plain;charset=utf-8"));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Names of logs are chosen by whoever runs this; a stranger's never get here. */
  private void say(String what) {
    log.println(Instant.now() + " " + plain(what));
  }

  /** Without what makes a terminal act or turns text around: controls, C1 too, and formats. */
  static String plain(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
  }

  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
  }
}

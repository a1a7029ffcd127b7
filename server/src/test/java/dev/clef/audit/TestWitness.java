package dev.clef.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.CosignatureSigner;
import dev.clef.ledger.KeyType;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import dev.clef.ledger.WitnessRuling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A witness on loopback that keeps to the protocol, until a test tells it otherwise. */
final class TestWitness implements AutoCloseable {

  final AtomicInteger asked = new AtomicInteger();
  final CosignatureSigner signer;

  /** What it cosigned last; a test puts another history here. */
  volatile Optional<SignedNote> last = Optional.empty();

  volatile Duration delay = Duration.ZERO;

  /** Whether its 409 says a size where two roots of one size meet; it need not. */
  volatile boolean tellsSize = true;

  /** Answers with this instead of what is right. */
  volatile Optional<String> nonsense = Optional.empty();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<VerifierKey> logs;

  TestWitness(String name, KeyType type, List<VerifierKey> logs) {
    this.logs = logs;
    try {
      KeyPair pair = KeyPairGenerator.getInstance(type.algorithm()).generateKeyPair();
      signer =
          CosignatureSigner.of(
              VerifierKey.of(name, type, pair.getPublic()), pair.getPrivate(), Clock.systemUTC());
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Its line in a policy. */
  String line(String name) {
    return "witness %s %s http://127.0.0.1:%d/x\n"
        .formatted(name, signer.key(), server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/x/add-checkpoint")) {
        asked.incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Thread.sleep(delay);
        add(exchange, AddCheckpoint.parse(body));
      } else if (last.isPresent()) {
        send(exchange, 200, last.get().toString());
      } else {
        send(exchange, 404, "");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(HttpExchange exchange, AddCheckpoint request) throws IOException {
    if (nonsense.isPresent()) {
      send(exchange, 200, nonsense.get());
      return;
    }
    Optional<Checkpoint> known = last.map(note -> Checkpoint.parse(note.text()));
    switch (WitnessRuling.on(request, logs, known)) {
      case WitnessRuling.Cosign(Checkpoint head, SignedNote note) -> {
        SignedNote own = head.sign(signer);
        last = Optional.of(note.with(own.signatures()));
        send(exchange, 200, own.signatures().getFirst().toString());
      }
      case WitnessRuling.Conflict(long size) -> send(exchange, 409, size + "\n");
      case WitnessRuling.Forked(long size, SignedNote note) ->
          send(exchange, 409, tellsSize ? size + "\n" : "");
      case WitnessRuling.Inconsistent() -> send(exchange, 422, "");
      case WitnessRuling.NotSigned() -> send(exchange, 403, "");
      case WitnessRuling.UnknownLog() -> send(exchange, 404, "");
      case WitnessRuling.Malformed() -> send(exchange, 400, "");
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

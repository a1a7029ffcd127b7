package dev.clef.openid;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fetches a document from an address that somebody registered, so that nobody makes this server
 * speak to machines that trust it: by HTTPS, from hosts of the public network or those the operator
 * named. A name is looked up once, all its addresses are judged, and one of these very addresses is
 * spoken to, with a certificate for the name. No redirect is followed, and no proxy asked.
 * Thread-safe.
 */
final class Fetch implements AutoCloseable {

  /** For everything together, from the name to the last byte. */
  static final Duration WHOLE = Duration.ofSeconds(3);

  /**
   * How many wait for documents at the same time: they hold places of their lanes, of which there
   * are four at least, and one stays for those who wait for nobody.
   */
  static final int AT_ONCE = 3;

  /** Names may be looked up for longer than anybody waits. */
  private static final int MAX_THREADS = 32;

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final int MAX_CHARS = 512;
  private static final int USUAL_PORT = 443;
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Finds the addresses of a name. */
  interface Names {

    InetAddress[] of(String host) throws UnknownHostException;
  }

  private final FetchSettings settings;
  private final Names names;
  private final Supplier<SSLSocketFactory> tls;
  private final Duration whole;
  private final Semaphore waiting = new Semaphore(AT_ONCE);
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          IDLE.toMillis(),
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("clef-fetch-", 0).daemon().factory());

  /** One that trusts whom the JVM trusts. */
  Fetch(FetchSettings settings) {
    this(
        settings,
        InetAddress::getAllByName,
        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
        WHOLE);
  }

  Fetch(FetchSettings settings, Names names, Supplier<SSLSocketFactory> tls, Duration whole) {
    this.settings = settings;
    this.names = names;
    this.tls = tls;
    this.whole = whole;
  }

  /** Whether this is an address that may be asked, as far as it can be told by looking at it. */
  boolean mayAsk(@Nullable String text) {
    if (text == null || text.length() > MAX_CHARS || !isPlain(text)) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && (settings.isInternal(host(uri), port(uri))
              || (settings.ports().contains(port(uri)) && !isPrivate(host(uri))));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether it is the number of a private address: a name is judged when it is looked up. */
  private static boolean isPrivate(String host) {
    try {
      return !PublicAddresses.includes(InetAddress.ofLiteral(bare(host)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String bare(String host) {
    return host.replaceAll("[\\[\\]]", "");
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** In lower case, as names are compared. */
  static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static int port(URI uri) {
    return uri.getPort() == -1 ? USUAL_PORT : uri.getPort();
  }

  /**
   * Fetches a document. Never in a transaction: who answers slowly would hold its locks.
   *
   * @return what it says
   * @throws IOException when there is none in time, nobody may be asked there, or it is no JSON;
   *     the message says which of our rules, and nothing of theirs
   * @throws Problem {@code busy} when too many wait for documents already
   */
  JsonNode json(String text) throws IOException {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("nothing is fetched in a transaction");
    }
    if (!mayAsk(text)) {
      throw new IOException("not an address to ask");
    }
    if (!waiting.tryAcquire()) {
      throw busy();
    }
    try {
      return JSON.readTree(inTime(URI.create(text)));
    } catch (JacksonException e) {
      throw new IOException("no JSON", e);
    } finally {
      waiting.release();
    }
  }

  /** Whoever is refused for want of a place may come again at once. */
  static Problem busy() {
    return Problem.retryAfter(CommonProblem.BUSY, AGAIN);
  }

  private byte[] inTime(URI uri) throws IOException {
    Future<byte[]> answer;
    long end = System.nanoTime() + whole.toNanos();
    try {
      answer = threads.submit(() -> ask(uri, end));
    } catch (RejectedExecutionException e) {
      throw new IOException("too many names are being looked up", e);
    }
    try {
      return answer.get(whole.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("not in time", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Rule rule ? rule : new IOException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private byte[] ask(URI uri, long end) throws IOException {
    String host = bare(host(uri));
    InetAddress[] found = names.of(host);
    if (!settings.isInternal(host, port(uri))
        && !Arrays.stream(found).allMatch(PublicAddresses::includes)) {
      throw new Rule("an address of a private network");
    }
    IOException last = new IOException("no address");
    for (InetAddress address : found) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.toMillis() <= 0) {
        throw new Rule("not in time");
      }
      try (Line line = Line.open(address, port(uri), (int) left.toMillis(), left);
          SSLSocket socket = line.secured(tls.get(), host, port(uri))) {
        return FetchExchange.get(socket, uri);
      } catch (ConnectException e) {
        last = e; // nobody listens there; maybe at the next one
      }
    }
    throw last;
  }

  /** What was against a rule of ours; its message is our own. */
  static final class Rule extends IOException {

    private static final long serialVersionUID = 1L;

    Rule(String message) {
      super(message);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

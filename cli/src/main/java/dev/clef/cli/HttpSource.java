package dev.clef.cli;

import dev.clef.ledger.LogSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * A log behind HTTP.
 *
 * @param base the prefix of the log, ending in a slash
 * @param whole how long an exchange may take, its last byte included
 */
record HttpSource(HttpClient client, URI base, Duration whole) implements LogSource {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Enough for the largest bundle at a megabit a second. */
  private static final Duration WHOLE = Duration.ofMinutes(3);

  /** More than any bundle can have: 256 entries of 65,535 bytes and their prefixes. */
  private static final long MAX_BYTES = 17_000_000;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** What a pruned log says of what it no longer has. */
  private static final int GONE = 410;

  static HttpSource at(HttpClient client, String url) {
    try {
      return new HttpSource(client, URI.create(url.endsWith("/") ? url : url + "/"), WHOLE);
    } catch (IllegalArgumentException e) {
      throw CliException.environment("not a URL: " + url);
    }
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    URI uri = base.resolve(path);
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      HttpResponse<byte[]> answer = send(request);
      return switch (answer.statusCode()) {
        case OK -> Optional.of(answer.body());
        case NOT_FOUND, GONE -> Optional.empty();
        default -> throw new IOException(uri + " answered with status " + answer.statusCode());
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + uri, e);
    } catch (ConnectException | HttpTimeoutException e) {
      throw new IOException("cannot reach " + uri, e);
    } catch (SSLException e) {
      throw new IOException(
          "no trusted TLS 1.3 connection to "
              + uri
              + ": "
              + Objects.requireNonNullElse(e.getMessage(), "handshake failed"),
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URL: " + uri, e);
    }
  }

  /** The client's own timeout ends with the headers of an answer; this one with its last byte. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("the request failed", e);
    } catch (TimeoutException e) {
      throw new IOException(request.uri() + " answers too slowly", e);
    } finally {
      answer.cancel(true); // does nothing to one that is there
    }
  }
}

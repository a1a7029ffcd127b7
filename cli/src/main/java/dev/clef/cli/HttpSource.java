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
import javax.net.ssl.SSLException;

/**
 * A log behind HTTP.
 *
 * @param base the prefix of the log, ending in a slash
 */
record HttpSource(HttpClient client, URI base) implements LogSource {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** More than any bundle can have: 256 entries of 65,535 bytes and their prefixes. */
  private static final long MAX_BYTES = 17_000_000;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** What a pruned log says of what it no longer has. */
  private static final int GONE = 410;

  static HttpSource at(HttpClient client, String url) {
    try {
      return new HttpSource(client, URI.create(url.endsWith("/") ? url : url + "/"));
    } catch (IllegalArgumentException e) {
      throw CliException.environment("not a URL: " + url);
    }
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    URI uri = base.resolve(path);
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      HttpResponse<byte[]> answer =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
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
}

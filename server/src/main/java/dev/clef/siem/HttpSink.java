package dev.clef.siem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes events by POST, one a line. Redirects are not followed: events go where the
 * operator said.
 *
 * @param tokenFile read for every request, so that a new token needs no restart
 */
record HttpSink(HttpClient client, URI url, @Nullable Path tokenFile, Duration timeout)
    implements Sink {

  @Override
  public String name() {
    return "http";
  }

  @Override
  public void take(List<byte[]> lines) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      body.writeBytes(line);
      body.write('\n');
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    if (tokenFile != null) {
      request.header("Authorization", "Bearer " + Files.readString(tokenFile).strip());
    }
    int status = status(request.build());
    if (status < 200 || status > 299) {
      throw new IOException("status " + status);
    }
  }

  /** The client's own timeout ends with the headers of an answer; this one with its last byte. */
  private int status(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, BodyHandlers.discarding());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

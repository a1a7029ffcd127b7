package dev.clef.audit.timestamps;

import dev.clef.ledger.TimeStamp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An authority behind HTTP (RFC 3161 §3.4). Each question has a connection of its own. */
record HttpAuthority(URI address, Duration timeout) implements Authority {

  private static final int OK = 200;

  @Override
  public Kind kind() {
    return Kind.EXTERNAL;
  }

  /** Without path and query, which may hold what identifies a customer. */
  @Override
  public String label() {
    return address.getHost();
  }

  @Override
  public byte[] ask(byte[] question) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(timeout)
              .header("Content-Type", "application/timestamp-query")
              .header("Accept", "application/timestamp-reply")
              .POST(BodyPublishers.ofByteArray(question))
              .build();
      CompletableFuture<HttpResponse<byte[]>> answer =
          client.sendAsync(
              request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), TimeStamp.MAX_BYTES));
      // The timeout of a request ends with the headers: a body may hang for ever.
      HttpResponse<byte[]> reply = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (reply.statusCode() != OK) {
        throw new IOException("answered with HTTP status " + reply.statusCode());
      }
      return reply.body();
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e), e);
    } finally {
      client.shutdownNow();
    }
  }

  private String reason(ExecutionException e) {
    return switch (e.getCause()) {
      case java.net.http.HttpTimeoutException late -> "no whole answer within " + timeout;
      case java.net.ConnectException away -> "cannot be reached";
      case javax.net.ssl.SSLException untrusted -> "no trusted TLS connection";
      case IOException io when String.valueOf(io.getMessage()).contains("exceeds") ->
          "answered with more than " + TimeStamp.MAX_BYTES + " bytes";
      case null, default -> "the connection broke off";
    };
  }
}

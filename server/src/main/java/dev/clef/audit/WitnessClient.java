package dev.clef.audit;

import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.SignedNote.Sig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Speaks to witnesses (c2sp.org/tlog-witness). Believes nothing they say. Thread-safe. */
final class WitnessClient {

  /** Room for some signatures of ML-DSA and a checkpoint. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** What a witness said. */
  sealed interface Answer {

    /** 200; nothing is verified yet. */
    record Signed(List<Sig> lines) implements Answer {}

    /**
     * 409: it has cosigned another size last, or this one with another root; then the size may be
     * missing.
     */
    record Other(OptionalLong size) implements Answer {}

    /** 422: the checkpoint does not continue what it has. */
    record Unproven() implements Answer {}

    /** It does not know this log or its keys. */
    record Refused(int status) implements Answer {}

    /** It cannot be reached, or says nothing that makes sense. */
    record Away(String why) implements Answer {}
  }

  private final HttpClient client;
  private final Duration timeout;

  WitnessClient(Duration timeout) {
    this.timeout = timeout;
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, null, null);
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      this.client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout)
              .sslContext(context)
              .sslParameters(parameters)
              .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS 1.3", e);
    }
  }

  /** {@code add-checkpoint}. */
  Answer ask(URI prefix, AddCheckpoint request) {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(prefix + "/add-checkpoint"))
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
            .build();
    try {
      HttpResponse<byte[]> answer = send(post);
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      return switch (answer.statusCode()) {
        case 200 -> new Answer.Signed(SignedNote.lines(body));
        case 409 -> new Answer.Other(size(body));
        case 422 -> new Answer.Unproven();
        case 400, 403, 404 -> new Answer.Refused(answer.statusCode());
        default -> new Answer.Away("status " + answer.statusCode());
      };
    } catch (MalformedException e) {
      return new Answer.Away("an answer that makes no sense");
    } catch (IOException e) {
      return new Answer.Away(e.getClass().getSimpleName());
    }
  }

  /** The checkpoint the witness cosigned last, if it shows it. */
  Optional<SignedNote> known(URI prefix, String origin) {
    URI uri = URI.create(prefix + "/" + AddCheckpoint.monitoringPath(origin));
    try {
      HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(uri).timeout(timeout).build());
      return answer.statusCode() == 200
          ? Optional.of(SignedNote.parse(answer.body()))
          : Optional.empty();
    } catch (MalformedException | IOException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong size(String body) {
    return body.matches("(0|[1-9][0-9]{0,17})\n")
        ? OptionalLong.of(Long.parseLong(body.substring(0, body.length() - 1)))
        : OptionalLong.empty();
  }

  /** The client's own timeout ends with the headers of an answer; this one with its last byte. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("the request failed", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer in time", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}

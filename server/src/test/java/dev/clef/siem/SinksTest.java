package dev.clef.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and servers that end in the middle. */
class SinksTest {

  @TempDir private Path folder = Path.of("");

  SinksTest() {}

  private static List<byte[]> lines(String... lines) {
    return List.of(lines).stream().map(it -> it.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Test
  void an_event_never_continues_the_half_line_of_who_died_before() throws IOException {
    Path file = Files.writeString(folder.resolve("e"), "{\"n\":1}\n{\"n\":2");
    FileSink sink = new FileSink(file, 10_000, 2);
    sink.take(lines("{\"n\":2}", "{\"n\":3}"));
    sink.take(lines("{\"n\":4}"));
    assertThat(file).hasContent("{\"n\":1}\n{\"n\":2\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n");
  }

  @Test
  void events_that_cannot_be_written_are_not_taken() throws IOException {
    FileSink sink = new FileSink(Files.createDirectory(folder.resolve("d")), 10_000, 2);
    assertThatThrownBy(() -> sink.take(lines("{}"))).isInstanceOf(IOException.class);
  }

  /** Nothing at all; a head without its end; a body without its end, drop by drop. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"})
  @Timeout(30)
  void a_server_that_stalls_is_left_after_the_time_it_has(String said) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient client = HttpClient.newHttpClient()) {
      Thread drops = Thread.ofVirtual().start(() -> drip(server, said));
      URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      HttpSink sink = new HttpSink(client, url, null, Duration.ofMillis(400));
      long start = System.nanoTime();
      assertThatThrownBy(() -> sink.take(lines("{}"))).isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      drops.interrupt();
      client.shutdownNow();
    }
  }

  /** Says this, then a drop every 50 ms for as long as somebody listens. */
  private static void drip(ServerSocket server, String said) {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      out.write(said.getBytes(StandardCharsets.US_ASCII));
      while (!Thread.currentThread().isInterrupted()) {
        if (!said.isEmpty()) {
          out.write('x');
        }
        out.flush();
        Thread.sleep(50);
      }
    } catch (IOException gone) {
      // as it should be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

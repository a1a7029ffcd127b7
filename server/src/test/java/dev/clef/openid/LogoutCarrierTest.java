package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Applications that take their time. */
class LogoutCarrierTest {

  private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\n";

  private final LogoutCarrier carrier = new LogoutCarrier(true, Duration.ofSeconds(2));

  @Test
  @Timeout(30)
  void who_answers_a_byte_at_a_time_is_not_waited_for() throws IOException {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answer(slow, Duration.ofSeconds(1)));
      long start = System.nanoTime();
      assertThatThrownBy(() -> carrier.post(address(slow), "logout_token=x"))
          .isInstanceOf(IOException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  @Timeout(30)
  void who_answers_in_time_is_heard() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answer(server, Duration.ofMillis(10)));
      assertThat(carrier.post(address(server), "logout_token=x")).isEqualTo(200);
    }
  }

  private static URI address(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/logout");
  }

  private static void answer(ServerSocket server, Duration pause) {
    try (Socket socket = server.accept()) {
      for (byte one : ANSWER.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(one);
        socket.getOutputStream().flush();
        Thread.sleep(pause);
      }
    } catch (IOException hungUp) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

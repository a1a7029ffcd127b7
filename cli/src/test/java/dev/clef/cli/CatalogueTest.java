package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clef catalogue unread} makes of an answer. */
class CatalogueTest {

  private static final String ANSWER =
      """
      {"day": "2026-07-01", "unread_after_days": 30, "since": "2026-01-01", "behind": 1200,
       "fields": [
        {"name": "email", "last_day": "2026-07-01", "unread": false, "read_by": [
          {"reader": "listener", "purpose": "self_service", "last_day": "2026-07-01", "count": 7}]},
        {"name": "address", "last_day": "2026-02-01", "unread": true, "read_by": [
          {"reader": "listener", "purpose": "access_request", "last_day": "2026-02-01",
           "count": 1}]},
        {"name": "imported.*", "unread": true, "read_by": []}]}
      """;

  @TempDir private Path data;

  @Test
  void unread_fields_come_first_and_what_is_not_counted_yet_is_said() throws Exception {
    Files.createDirectories(data.resolve("secrets"));
    Files.writeString(data.resolve("secrets/operator-token"), "a-token");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/catalogue/unread",
        exchange -> {
          byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Ran ran =
          Ran.clef(
              "catalogue",
              "unread",
              "--server",
              "http://localhost:" + server.getAddress().getPort(),
              "--data",
              data);
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out())
          .isEqualTo(
              """
              Nobody has read for 30 days: address (since 2026-02-01), imported.* (never)
              1,200 entries of the log are not counted yet.

              FIELD       LAST READ   BY        FOR             TIMES
              email       2026-07-01  listener  self_service    7
              address     2026-02-01  listener  access_request  1
              imported.*  never       -         -               0
              """);
    } finally {
      server.stop(0);
    }
  }
}

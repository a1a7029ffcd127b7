package dev.clef.audit.timestamps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.testing.Listener;
import dev.clef.testing.OpensslAuthority;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own, as an operator configures it. */
class ConfiguredAuthorityTest {

  @TempDir private Path folder = Path.of("");

  ConfiguredAuthorityTest() {}

  @Test
  void a_configured_authority_stamps_a_growing_log() throws IOException {
    Path data = ServerProcess.newFolder();
    try (OpensslAuthority openssl = OpensslAuthority.start(folder.resolve("tsa"), "ec")) {
      long size;
      try (ServerProcess server = ServerProcess.start(data, "--clef.audit.timestamps.every=1s")) {
        Listener.some().signedIn(server.client());
        size = newest(server);
        assertThat(size).isZero();
      }
      assertThat(Files.readString(ServerProcess.log(data)))
          .contains("The time of the log is proven by nobody");
      String[] configured = {
        "--clef.audit.timestamps.every=1s",
        "--clef.audit.timestamps.authority=" + openssl.address(),
        "--clef.audit.timestamps.anchors=" + openssl.root(),
        "--clef.audit.timestamps.policy=" + OpensslAuthority.OTHER_POLICY
      };
      try (ServerProcess server = ServerProcess.start(data, configured)) {
        size = awaitMore(server, 0);
        Listener.some().signedIn(server.client());
        size = awaitMore(server, size);
        byte[] text = server.client().get("/log/timestamps/" + size + "/checkpoint").body();
        TimeStamp stamp = TimeStamp.ofReply(server.client().get("/log/timestamps/" + size).body());
        stamp.requireOver(text);
        assertThat(Checkpoint.parse(new String(text, StandardCharsets.UTF_8)).size())
            .isEqualTo(size);
        assertThat(stamp.policy()).isEqualTo(OpensslAuthority.OTHER_POLICY);
        assertThat(TimeStampAnchors.ofPem(Files.readAllBytes(openssl.root())).chain(stamp))
            .hasSize(2);
        assertThat(Files.readString(ServerProcess.log(data)))
            .contains("from: 127.0.0.1")
            .doesNotContain("No time-stamp");
      }
    } finally {
      ServerProcess.discard(data);
    }
  }

  private static long awaitMore(ServerProcess server, long size) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> newest(server) > size);
    return newest(server);
  }

  private static long newest(ServerProcess server) {
    var list = server.client().get("/log/timestamps").json().get("timestamps");
    return list.isEmpty() ? 0 : list.get(list.size() - 1).get("size").asLong();
  }
}

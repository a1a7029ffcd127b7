package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.clef.ledger.Tile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log behind HTTP on loopback: checked in place, and mirrored. */
class RemoteLogTest {

  @TempDir private Path folder = Path.of("");
  private TestLog log;
  private LogServer server;
  private Path copy = Path.of("");

  RemoteLogTest() {}

  @BeforeEach
  void a_served_log() throws IOException {
    log = new TestLog(folder.resolve("log"), 10_300);
    server = LogServer.plain(log.folder);
    copy = folder.resolve("copy");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ran export() {
    return Ran.clef("log", "export", copy, "--server", server.url(), "--key", TestLog.SIGNER.key());
  }

  @Test
  void a_served_log_is_checked_in_place() {
    for (String slash : new String[] {"", "/"}) {
      Ran ran = Ran.clef("verify", server.url() + "/log" + slash);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(ran.out()).contains("10300");
      assertThat(ran.err()).startsWith("warning: ");
    }
    assertThat(server.asked).doesNotContain("tile/0/040", "tile/entries/041");
  }

  @Test
  void an_altered_served_entry_is_named() throws IOException {
    log.flip("tile/entries/020", 75 * 7 + 30);
    Ran ran = Ran.clef("verify", server.url() + "/log", "--key", TestLog.SIGNER.key());
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("entry " + (20 * 256 + 7) + " ");
  }

  @Test
  void a_server_that_is_not_there_is_code_3_and_one_line() {
    String gone = server.url();
    server.close();
    Ran ran = Ran.clef("verify", gone + "/log", "--key", TestLog.SIGNER.key());
    assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(ran.err()).startsWith("clef: cannot reach ").hasLineCount(1);
    assertThat(Ran.clef("verify", "http://", "--key", TestLog.SIGNER.key()).exitCode())
        .isEqualTo(Main.ENVIRONMENT);
  }

  @Test
  @Timeout(60)
  void a_list_of_time_stamps_that_never_ends_ends() throws IOException {
    log.write("timestamps", "{\"timestamps\":[],\"next\":1}");
    Ran ran = Ran.clef("verify", server.url() + "/log", "--key", TestLog.SIGNER.key());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
  }

  @Test
  @Timeout(60)
  void an_answer_that_trickles_is_cut_off() throws IOException {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    CountDownLatch done = new CountDownLatch(1);
    HttpServer slow = HttpServer.create(loopback, 0);
    slow.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    slow.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI base = URI.create("http://localhost:" + slow.getAddress().getPort() + "/");
      HttpSource source = new HttpSource(client, base, Duration.ofMillis(300));
      assertThatThrownBy(() -> source.read("checkpoint"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too slowly");
    } finally {
      done.countDown();
      slow.stop(0);
    }
  }

  @Test
  void a_mirror_is_a_log_of_its_own() {
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    server.close();
    Ran ran = Ran.clef("verify", copy);
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
  }

  @Test
  void a_mirror_that_was_interrupted_is_completed_without_fetching_twice() throws IOException {
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    Files.delete(copy.resolve("checkpoint"));
    Files.delete(copy.resolve("tile/entries/003"));
    server.asked.clear();
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    assertThat(server.asked)
        .containsExactlyInAnyOrder("checkpoint", "minimum-index", "tile/entries/003", "timestamps");
  }

  @Test
  void a_mirror_grows_with_its_log_and_drops_narrower_tiles() throws IOException {
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    log.grow(250);
    server.asked.clear();
    Ran ran = export();
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    assertThat(ran.out()).contains("extends size           10300");
    assertThat(server.asked)
        .containsExactlyInAnyOrder(
            "checkpoint",
            "tile/entries/040",
            "tile/entries/041.p/54",
            "tile/0/040",
            "tile/0/041.p/54",
            "tile/1/000.p/41",
            "timestamps");
    assertThat(copy.resolve("tile/entries/040.p")).doesNotExist();
    assertThat(copy.resolve("tile/1/000.p/40")).doesNotExist();
    assertThat(Ran.clef("verify", copy).exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void a_partial_tile_the_server_dropped_is_taken_from_the_full_one() throws IOException {
    byte[] old = Files.readAllBytes(log.folder.resolve("checkpoint"));
    log.grow(250);
    Files.write(log.folder.resolve("checkpoint"), old);
    Files.delete(log.folder.resolve("tile/0/040.p/60"));
    Files.delete(log.folder.resolve("tile/entries/040.p/60"));
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    assertThat(copy.resolve("tile/0/040")).exists();
    assertThat(Ran.clef("verify", copy).out()).contains("10300");
  }

  @Test
  void a_log_that_no_longer_extends_its_mirror_leaves_the_mirror_as_it_was() throws IOException {
    log.grow(10);
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    byte[] kept = Files.readAllBytes(copy.resolve("checkpoint"));
    server.close();
    TestLog shorter = new TestLog(folder.resolve("shorter"), 10_300);
    server = LogServer.plain(shorter.folder);
    Ran ran = export();
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("had 10310 before");
    assertThat(copy.resolve("checkpoint")).hasBinaryContent(kept);
    assertThat(Ran.clef("verify", copy).exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void a_mirror_of_an_altered_log_fails_and_gets_no_checkpoint() throws IOException {
    log.flip("tile/entries/020", 75 * 7 + 30);
    assertThat(export().exitCode()).isEqualTo(Main.FAILED);
    assertThat(copy.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void a_served_log_without_a_needed_tile_is_named() throws IOException {
    Files.delete(log.folder.resolve("tile/0/007"));
    assertThat(export().err()).isEqualTo("clef: the server does not have tile/0/007\n");
    Ran ran = Ran.clef("verify", server.url() + "/log", "--key", TestLog.SIGNER.key());
    assertThat(ran.err()).contains("tile/0/007 is missing");
  }

  @Test
  void a_pruned_log_is_checked_from_where_it_is_pruned_and_says_so() throws IOException {
    prune(2560);
    for (Ran ran :
        List.of(
            Ran.clef("verify", server.url() + "/log", "--key", TestLog.SIGNER.key()),
            export(),
            Ran.clef("verify", copy))) {
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(ran.out())
          .startsWith("The log is whole from entry 2560 on; the entries before are pruned.")
          .contains("pruned before");
    }
    assertThat(server.asked).doesNotContain("tile/entries/009", "tile/0/009");
    assertThat(copy.resolve("minimum-index")).hasContent("2560");
    log.grow(300);
    assertThat(export().out()).startsWith("The log is whole from entry 2560 on");
  }

  @Test
  void a_mirror_from_before_the_pruning_stays_whole_and_grows() throws IOException {
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    prune(2560);
    log.grow(300);
    prune(2560);
    assertThat(export().out()).startsWith("The log is whole.");
    assertThat(Ran.clef("verify", copy).out()).startsWith("The log is whole.");
  }

  @Test
  void a_mirror_that_lacks_what_was_pruned_says_so() throws IOException {
    assertThat(export().exitCode()).isEqualTo(Main.OK);
    Files.delete(copy.resolve("tile/entries/003"));
    prune(2560);
    assertThat(export().err()).contains("does not have tile/entries/003");
  }

  @Test
  void a_kept_checkpoint_from_before_the_pruning_point_proves_nothing_any_more()
      throws IOException {
    Path old = Files.createDirectory(folder.resolve("old"));
    TestLog young = new TestLog(old, 300);
    Path kept = Files.copy(young.folder.resolve("checkpoint"), folder.resolve("kept"));
    String url = server.url() + "/log";
    Object key = TestLog.SIGNER.key();
    assertThat(Ran.clef("verify", url, "--key", key, "--since", kept).exitCode())
        .isEqualTo(Main.OK);
    prune(2560);
    Ran ran = Ran.clef("verify", url, "--key", key, "--since", kept);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("has 300 entries").contains("pruned up to entry 2560");
  }

  /** As a server prunes: what is below is not there any more. */
  private void prune(long minimum) throws IOException {
    log.write("minimum-index", minimum + "\n");
    for (Tile tile : Tile.all(minimum).filter(tile -> tile.isPrunedBy(minimum)).toList()) {
      Files.deleteIfExists(log.folder.resolve(tile.path()));
    }
  }
}

package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.TreeHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What an auditor is told about each way to tamper with a log: its name and the file it shows in.
 * Time-stamps are in {@link StampTest}, cosignatures in {@link VerifyPolicyTest}.
 */
class TamperingTest {

  private static final int PITCH = 75;

  @TempDir private Path folder = Path.of("");
  private TestLog log;

  TamperingTest() {}

  /** Something done to a log, and options of the check. */
  @FunctionalInterface
  interface Act {
    List<Object> on(TestLog log) throws IOException;
  }

  record Case(String name, Act act, Kind kind, String path) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "altered leaf",
            log -> flipped(log, "tile/entries/001", 44 * PITCH + 30),
            Kind.ENTRY_ALTERED,
            "tile/entries/001"),
        new Case("swapped order", TamperingTest::swapped, Kind.ENTRY_ALTERED, "tile/entries/001"),
        new Case(
            "altered tile", log -> flipped(log, "tile/0/001", 33), Kind.TILE_ALTERED, "tile/0/001"),
        new Case(
            "altered tile above",
            log -> flipped(log, "tile/1/000.p/2", 33),
            Kind.TILE_ALTERED,
            "tile/1/000.p/2"),
        new Case("cut tile", log -> cut(log, "tile/0/001"), Kind.TILE_MALFORMED, "tile/0/001"),
        new Case("missing tile", log -> gone(log, "tile/0/001"), Kind.TILE_MISSING, "tile/0/001"),
        new Case(
            "truncated tail",
            log -> cut(log, "tile/entries/002.p/88"),
            Kind.BUNDLE_MALFORMED,
            "tile/entries/002.p/88"),
        new Case(
            "missing tail",
            log -> gone(log, "tile/entries/002.p/88"),
            Kind.BUNDLE_MISSING,
            "tile/entries/002.p/88"),
        new Case(
            "leaf rewritten with its tile",
            log -> rewritten(log, 300),
            Kind.ENTRIES_REWRITTEN,
            "tile/1/000.p/2"),
        new Case(
            "leaf rewritten with every tile",
            log -> rewritten(log, 599),
            Kind.ROOT_MISMATCH,
            "checkpoint"),
        new Case(
            "altered checkpoint",
            log -> edited(log, "\n600\n", "\n599\n"),
            Kind.CHECKPOINT_NOT_SIGNED,
            "checkpoint"),
        new Case(
            "altered signature", TamperingTest::resigned, Kind.CHECKPOINT_NOT_SIGNED, "checkpoint"),
        new Case(
            "checkpoint without a signature",
            log -> edited(log, "— ", "- "),
            Kind.CHECKPOINT_MALFORMED,
            "checkpoint"),
        new Case(
            "no checkpoint", log -> gone(log, "checkpoint"), Kind.CHECKPOINT_MISSING, "checkpoint"),
        new Case(
            "wrong key",
            log -> List.of("--key", TestLog.OTHER.key()),
            Kind.CHECKPOINT_NOT_SIGNED,
            "checkpoint"),
        new Case("replayed checkpoint", TamperingTest::replayed, Kind.TREE_SHRUNK, "checkpoint"),
        new Case("forked tree", TamperingTest::forked, Kind.HISTORY_REWRITTEN, "checkpoint"),
        new Case(
            "pruned by its word alone",
            log -> {
              log.write("minimum-index", "255\n");
              return List.of();
            },
            Kind.MINIMUM_MALFORMED,
            "minimum-index"),
        new Case(
            "pruned beyond what is remembered",
            log -> {
              Path kept = kept(log, new TestLog(log.folder.resolveSibling("early"), 200).head());
              log.write("minimum-index", "256\n");
              return List.of("--since", kept);
            },
            Kind.HISTORY_PRUNED,
            "checkpoint"),
        new Case(
            "entries nobody has",
            log -> List.of("--entries", "600-"),
            Kind.RANGE_OUTSIDE,
            "checkpoint"));
  }

  @BeforeEach
  void a_log_of_600_entries() throws IOException {
    log = new TestLog(folder.resolve("log"), 600);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_is_named(Case one) throws IOException {
    assertThat(verify(List.of()).exitCode()).isEqualTo(Main.OK);
    List<Object> options = one.act().on(log);
    Ran ran = verify(options);
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.FAILED);
    JsonNode said = Json.parse(ran.out());
    assertThat(said.get("result").asString()).isEqualTo("failed");
    assertThat(said.get("kind").asString()).isEqualTo(one.kind().name());
    assertThat(said.get("path").asString()).isEqualTo(one.path());
  }

  private Ran verify(List<Object> options) {
    Stream<Object> key =
        options.contains("--key") ? Stream.of() : Stream.of("--key", TestLog.SIGNER.key());
    Stream<Object> words = Stream.of("verify", log.folder, "--json");
    return Ran.clef(
        Stream.concat(words, Stream.concat(key, options.stream())).toArray(Object[]::new));
  }

  private static List<Object> flipped(TestLog log, String path, int offset) throws IOException {
    log.flip(path, offset);
    return List.of();
  }

  private static List<Object> gone(TestLog log, String path) throws IOException {
    Files.delete(log.folder.resolve(path));
    return List.of();
  }

  private static List<Object> cut(TestLog log, String path) throws IOException {
    Path file = log.folder.resolve(path);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    return List.of();
  }

  private static List<Object> edited(TestLog log, String from, String to) throws IOException {
    Path file = log.folder.resolve("checkpoint");
    Files.writeString(file, Files.readString(file).replace(from, to));
    return List.of();
  }

  private static List<Object> swapped(TestLog log) throws IOException {
    Path file = log.folder.resolve("tile/entries/001");
    byte[] bundle = Files.readAllBytes(file);
    byte[] one = Arrays.copyOfRange(bundle, 3 * PITCH, 4 * PITCH);
    System.arraycopy(bundle, 9 * PITCH, bundle, 3 * PITCH, PITCH);
    System.arraycopy(one, 0, bundle, 9 * PITCH, PITCH);
    Files.write(file, bundle);
    return List.of();
  }

  /** The last byte of the signature, which the text hides before two padding bits. */
  private static List<Object> resigned(TestLog log) throws IOException {
    String note = Files.readString(log.folder.resolve("checkpoint"));
    int at = note.lastIndexOf('\n') - 12;
    char other = note.charAt(at) == 'A' ? 'B' : 'A';
    log.write("checkpoint", note.substring(0, at) + other + note.substring(at + 1));
    return List.of();
  }

  /** Together with its hash in the lowest tile, as an operator with write access might. */
  private static List<Object> rewritten(TestLog log, int entry) throws IOException {
    byte[] leaf = TestLog.leaf(77_777).encode();
    String last = entry / 256 == 2 ? "002.p/88" : "001";
    Path bundle = log.folder.resolve("tile/entries/" + last);
    byte[] entries = Files.readAllBytes(bundle);
    System.arraycopy(leaf, 0, entries, entry % 256 * PITCH + 2, leaf.length);
    Files.write(bundle, entries);
    Path tile = log.folder.resolve("tile/0/" + last);
    byte[] hashes = Files.readAllBytes(tile);
    System.arraycopy(TreeHash.leaf(leaf).toArray(), 0, hashes, entry % 256 * 32, 32);
    Files.write(tile, hashes);
    return List.of();
  }

  private static List<Object> replayed(TestLog log) throws IOException {
    String old = Files.readString(log.folder.resolve("checkpoint"));
    log.grow(5);
    Path newer = kept(log, log.head());
    log.write("checkpoint", old);
    return List.of("--since", newer);
  }

  /** The operator shows another history with the same key. */
  private static List<Object> forked(TestLog log) throws IOException {
    return List.of(
        "--since", kept(log, new Checkpoint(TestLog.ORIGIN, 300, Frontier.EMPTY.root())));
  }

  /** A signed checkpoint that somebody remembers. */
  private static Path kept(TestLog log, Checkpoint head) throws IOException {
    return Files.writeString(
        log.folder.resolveSibling("kept"), head.sign(TestLog.SIGNER).toString());
  }
}

package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.ledger.Bytes;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.InclusionProof;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TreeHash;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The log's mathematics in the browser: outside vectors, and trees of the program for auditors. */
@ClefServer
class LogScriptsTest {

  private static final int LARGEST = 66_000;

  private final Running clef;

  @Autowired
  LogScriptsTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  @Test
  void every_vector_ends_as_it_should() throws Exception {
    List<String> vectors = new ArrayList<>();
    for (String kind : List.of("inclusion", "consistency")) {
      try (Stream<Path> files = Files.walk(TestData.require("vectors/merkle/" + kind))) {
        files
            .filter(f -> f.toString().endsWith(".json"))
            .map(LogScriptsTest::read)
            .forEach(vectors::add);
      }
    }
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(196);
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      Object wrong =
          run(
              browser,
              """
              const bytes = (text) => Uint8Array.from(atob(text ?? ""), c => c.charCodeAt(0));
              const wrong = [];
              for (const text of arguments[0]) {
                const v = JSON.parse(text);
                const path = (v.proof ?? []).map(bytes);
                const holds = v.leafHash !== undefined
                  ? await tree.includes(v.leafIdx, v.treeSize, path, bytes(v.leafHash), bytes(v.root))
                  : await tree.continues(v.size1, v.size2, path, bytes(v.root1), bytes(v.root2));
                if (holds === (v.wantErr ?? false)) {
                  wrong.push(text);
                }
              }
              return wrong;
              """,
              vectors);
      assertThat((List<?>) wrong).isEmpty();
    }
  }

  @Test
  void proofs_from_tiles_are_those_of_the_auditors() throws Exception {
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      for (int size : new int[] {1, 2, 3, 255, 256, 257, 700, LARGEST}) {
        proofs(browser, size);
      }
    }
  }

  private static void proofs(Browser browser, int size) {
    List<Hash> leaves =
        IntStream.range(0, size)
            .mapToObj(i -> TreeHash.leaf(("entry " + i).getBytes(StandardCharsets.UTF_8)))
            .toList();
    Map<Tile, Bytes> tiles = new HashMap<>();
    Growth growth =
        Frontier.EMPTY.append(
            leaves,
            (level, index, width) -> {
              throw new AssertionError("nothing is stored yet");
            });
    growth.tiles().forEach(update -> tiles.put(update.tile(), update.bytes()));
    Map<String, String> published = new HashMap<>();
    tiles.forEach((tile, bytes) -> published.put(tile.path(), bytes.base64()));
    Map<String, Bytes> byPlace = new HashMap<>();
    tiles.forEach((tile, bytes) -> byPlace.put(tile.level() + "/" + tile.index(), bytes));
    List<Integer> places =
        Stream.of(0, 1, size / 2, size - 2, size - 1)
            .filter(i -> i >= 0 && i < size)
            .distinct()
            .toList();
    for (int place : places) {
      Object made =
          run(
              browser,
              """
              const bytes = (text) => formats.ofBase64(text);
              const text = (all) => all.map(formats.base64).join(" ");
              const [size, place, published, leaf, root] = arguments;
              const one = new tree.Tree(size, async (path) => bytes(published[path]));
              const path = await one.path(place);
              return [text(path), text(await one.growth(place + 1)),
                String(await tree.includes(place, size, path, bytes(leaf), bytes(root))),
                String(await one.agrees(place, bytes(leaf)))];
              """,
              size,
              place,
              published,
              leaves.get(place).base64(),
              growth.frontier().root().base64());
      assertThat((List<?>) made)
          .as(place + " of " + size)
          .isEqualTo(
              List.of(
                  text(
                      InclusionProof.of(
                              (level, index, width) -> bytes(byPlace, level, index), place, size)
                          .path()),
                  text(
                      ConsistencyProof.of(
                              (level, index, width) -> bytes(byPlace, level, index),
                              place + 1,
                              size)
                          .path()),
                  "true",
                  "true"));
    }
  }

  @Test
  void events_have_the_same_bytes() throws Exception {
    Map<String, String> event =
        Map.of(
            "b", "", "a", "ä\n🎵", "ａ", "full width", "𝒶", "beyond the BMP", "type", "data.read");
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      Object made =
          run(
              browser,
              "return formats.base64(formats.canonical(Object.entries(arguments[0])));",
              event);
      assertThat(made)
          .isEqualTo(Base64.getEncoder().encodeToString(new CanonicalMap(event).encode()));
    }
  }

  private static byte[] bytes(Map<String, Bytes> tiles, int level, long index) {
    return Objects.requireNonNull(tiles.get(level + "/" + index)).toArray();
  }

  private static String text(List<Hash> path) {
    return String.join(" ", path.stream().map(Hash::base64).toList());
  }

  /** Runs a script with the modules {@code formats} and {@code tree}. */
  private static Object run(Browser browser, String script, Object... arguments) {
    browser.visit("/sign-in");
    Object answer =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const given = [...arguments].slice(0, -1);
                (async () => {
                  const formats = await import("/assets/log-formats.js");
                  const tree = await import("/assets/log-tree.js");
                  return (async function () {%s}).apply(null, given);
                })().then(done, (problem) => done("failed: " + problem.stack));
                """
                    .formatted(script),
                arguments);
    return Objects.requireNonNull(answer);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.clef;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Where tests find what they read: the reactor, vectors made by others, golden files. */
public final class TestData {

  private TestData() {}

  /** The root of the reactor. */
  public static Path root() {
    return Path.of(System.getProperty("clef.root", "..")).toAbsolutePath().normalize();
  }

  /** A file made by others, kept outside the repository: CLEF_TEST_DATA or ../shared/data. */
  public static Path require(String name) {
    Path data =
        Optional.ofNullable(System.getenv("CLEF_TEST_DATA"))
            .map(Path::of)
            .orElse(root().resolve("../shared/data"));
    Path wanted = data.resolve(name);
    boolean there = Files.exists(wanted);
    if (!there) {
      System.out.println("SKIPPED: no test data " + name + "; set CLEF_TEST_DATA to its folder");
    }
    Assumptions.assumeTrue(there, "no test data " + name);
    return wanted;
  }

  /** A golden file: lines of a name, a space and a value. */
  public static Map<String, String> golden(String name) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : goldenText(name).lines().toList()) {
      String[] cells = line.split(" ", 2);
      values.put(cells[0], cells[1]);
    }
    return values;
  }

  /** The text of a golden file. */
  public static String goldenText(String name) throws IOException {
    try (var in = TestData.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no golden file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}

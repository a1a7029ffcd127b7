package dev.clef.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Vectors made by others, kept outside the repository: CLEF_TEST_DATA or ../shared/data. */
final class TestData {

  private TestData() {}

  static Path require(String name) {
    Path root = Path.of(System.getProperty("clef.root", ".."));
    Path data =
        Optional.ofNullable(System.getenv("CLEF_TEST_DATA"))
            .map(Path::of)
            .orElse(root.resolve("../shared/data"));
    Path wanted = data.resolve(name);
    boolean there = Files.exists(wanted);
    if (!there) {
      System.out.println("SKIPPED: no test data " + name + "; set CLEF_TEST_DATA to its folder");
    }
    Assumptions.assumeTrue(there, "no test data " + name);
    return wanted;
  }

  static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(p -> p.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

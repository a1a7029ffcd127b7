package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRulesTest {

  private final List<Path> trees = SourceRules.mainTrees(TestData.root());

  @TempDir private Path reactor;

  @Test
  void the_reactor_is_looked_at_whole() {
    assertThat(trees)
        .extracting(tree -> TestData.root().relativize(tree).getName(0).toString())
        .contains("bench", "cli", "ledger", "server");
  }

  @Test
  void no_file_has_more_than_400_lines() throws IOException {
    assertThat(trees).allSatisfy(tree -> assertThat(SourceRules.tooLong(tree)).isEmpty());
    Path tree = tree();
    Files.writeString(tree.resolve("p/Long.java"), "\n".repeat(401));
    Files.writeString(tree.resolve("p/Short.java"), "\n".repeat(400));
    assertThat(SourceRules.tooLong(tree)).containsExactly("p/Long.java");
  }

  @Test
  void no_warning_is_suppressed_without_a_reason() throws IOException {
    assertThat(trees)
        .allSatisfy(tree -> assertThat(SourceRules.unexplainedSuppressions(tree)).isEmpty());
    Path tree = tree();
    String suppress = "@SuppressWarnings(\"x\")";
    Files.writeString(tree.resolve("p/A.java"), "class A {\n  " + suppress + "\n  int a;\n}\n");
    Files.writeString(tree.resolve("p/B.java"), "// Because.\n" + suppress + "\nclass B {}\n");
    Files.writeString(tree.resolve("p/C.java"), suppress + " // Because.\nclass C {}\n");
    assertThat(SourceRules.unexplainedSuppressions(tree)).containsExactly("p/A.java:2");
  }

  @Test
  void every_package_is_described_and_null_marked() throws IOException {
    assertThat(trees)
        .allSatisfy(tree -> assertThat(SourceRules.packagesWithoutNullness(tree)).isEmpty());
    Path tree = tree();
    Files.writeString(tree.resolve("p/package-info.java"), "@NullMarked\npackage p;\n");
    Files.writeString(tree.resolve("module-info.java"), "module p {}\n");
    Files.writeString(Files.createDirectory(tree.resolve("q")).resolve("A.java"), "");
    Files.writeString(
        Files.createDirectory(tree.resolve("r")).resolve("package-info.java"), "package r;\n");
    assertThat(SourceRules.packagesWithoutNullness(tree)).containsExactly("q", "r");
  }

  /** Thymeleaf replaces a tag before it looks at a condition on it: it would always be there. */
  @Test
  void no_tag_that_is_replaced_has_a_condition() throws IOException {
    Path templates = TestData.root().resolve("server/src/main/resources/templates");
    assertThat(SourceRules.conditionsThatDoNothing(templates)).isEmpty();
    Path tree = tree();
    Files.writeString(tree.resolve("a.html"), "<p th:if=\"${a}\" th:replace=\"~{b}\"></p>");
    Files.writeString(tree.resolve("b.html"), "<p\n th:insert=\"~{b}\" th:unless=\"${a}\"></p>");
    Files.writeString(tree.resolve("c.html"), "<p th:if=\"${a}\"><b th:replace=\"~{b}\"></b></p>");
    assertThat(SourceRules.conditionsThatDoNothing(tree)).containsExactly("a.html", "b.html");
  }

  private Path tree() throws IOException {
    Path tree = reactor.resolve("one/src/main/java");
    Files.createDirectories(tree.resolve("p"));
    assertThat(SourceRules.mainTrees(reactor)).containsExactly(tree);
    return tree;
  }
}

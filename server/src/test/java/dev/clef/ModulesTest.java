package dev.clef;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.importer.ImportOption;
import dev.clef.architecture.ModuleDiagram;
import dev.clef.architecture.ModuleGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

/** The packages are the domains, and these are the arrows between them. */
class ModulesTest {

  private static final ApplicationModules MODULES = ApplicationModules.of(ClefApplication.class);

  @Test
  void modules_use_what_they_declare_and_only_what_others_show() {
    MODULES.verify();
  }

  @Test
  void modules_that_use_each_other_are_seen() {
    ApplicationModules circle =
        ApplicationModules.of("dev.fixtures.modules", new ImportOption.OnlyIncludeTests());
    assertThat(circle.stream()).hasSize(2);
    assertThatExceptionOfType(Violations.class)
        .isThrownBy(circle::verify)
        .withMessageContaining("Cycle");
  }

  @Test
  void the_declared_arrows_run_one_way() {
    Map<String, Set<String>> declared = new TreeMap<>();
    MODULES.forEach(module ->
        declared.put(
            module.getIdentifier().toString(), allowed(module.getBasePackage().getName())));
    List<String> order = new ModuleGraph(declared).order().orElseThrow();
    assertThat(order).hasSameSizeAs(declared.keySet());
    assertThat(order.indexOf("keys")).isLessThan(order.indexOf("vault"));
    assertThat(
            new ModuleGraph(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"))).order())
        .isEmpty();
  }

  @Test
  void platform_and_subject_use_no_module_and_only_the_top_uses_rights() {
    Map<String, Set<String>> used = ModuleGraph.of(MODULES).uses();
    assertThat(used.get("platform")).isEmpty();
    assertThat(used.get("subject")).isEmpty();
    assertThat(users(used, "rights")).isEqualTo(Set.of("center", "staff", "demo"));
    assertThat(users(used, "demo")).isEmpty();
  }

  private static Set<String> users(Map<String, Set<String>> used, String module) {
    return used.keySet().stream()
        .filter(name -> used.getOrDefault(name, Set.of()).contains(module))
        .collect(Collectors.toSet());
  }

  @Test
  void the_diagram_of_the_modules_is_that_of_the_code() throws IOException {
    Path file = TestData.root().resolve("docs/architecture-modules.md");
    String drawn = ModuleDiagram.of(MODULES, TestData.root());
    if (Boolean.getBoolean("clef.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, drawn);
    }
    assertThat(file)
        .as("run the tests of the server with -Dclef.docs.write=true and commit the file")
        .hasContent(drawn);
  }

  private static Set<String> allowed(String packageName) {
    try {
      ApplicationModule declared =
          Class.forName(packageName + ".package-info").getAnnotation(ApplicationModule.class);
      if (declared == null) {
        assertThat(packageName)
            .as("the modules that are libraries")
            .isIn("dev.clef.ledger", "dev.clef.blocklist");
        return Set.of();
      }
      return List.of(declared.allowedDependencies()).stream()
          .map(name -> name.split(" ", 2)[0])
          .collect(Collectors.toSet());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(packageName + " has no description", e);
    }
  }
}

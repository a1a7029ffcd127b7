package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.clef.blocklist.PasswordFilter;
import dev.clef.ledger.TreeHash;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodeRulesTest {

  /**
   * A rule for the server.
   *
   * @param caught the fixtures it must name, and all of those it names
   */
  record Checked(String name, ArchRule rule, List<String> caught) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Checked> rules() {
    return Stream.of(
        new Checked("no field injection", CodeRules.NO_FIELD_INJECTION, List.of("InjectsAField")),
        new Checked("no Impl", CodeRules.NO_IMPL, List.of("ThingImpl")),
        new Checked(
            "controllers are package-private",
            CodeRules.CONTROLLERS_ARE_PACKAGE_PRIVATE,
            List.of("OpenController")),
        new Checked(
            "stores are package-private",
            CodeRules.STORES_ARE_PACKAGE_PRIVATE,
            List.of("OpenStore")),
        new Checked(
            "time comes from the clock",
            CodeRules.TIME_COMES_FROM_THE_CLOCK,
            List.of(
                "ReadsTheTime$ByInstant",
                "ReadsTheTime$ByReference",
                "ReadsTheTime$ByDate",
                "ReadsTheTime$BySystem",
                "ReadsTheTime$ByClockOfItsOwn")),
        new Checked(
            "primitives stay in their packages",
            CodeRules.PRIMITIVES_STAY_IN_THEIR_PACKAGES,
            List.of("UsesPrimitives$ACipher", "UsesPrimitives$AMac", "UsesPrimitives$ADigest")),
        new Checked(
            "chance comes from Randomness",
            CodeRules.CHANCE_COMES_FROM_RANDOMNESS,
            List.of("MakesChance$Secure", "MakesChance$Weak", "MakesChance$Local")),
        new Checked("no standard streams", CodeRules.NO_STANDARD_STREAMS, List.of("Prints")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_server_keeps_the_rule(Checked checked) {
    checked.rule().check(Code.SERVER);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void the_rule_sees_the_code_that_breaks_it(Checked checked) {
    for (String fixture : checked.caught()) {
      assertThat(violations(checked.rule(), only(fixture))).as(fixture).isNotEmpty();
    }
    JavaClasses others =
        Code.FIXTURES.that(
            DescribedPredicate.describe(
                "others", type -> !checked.caught().contains(nameOf(type.getName()))));
    assertThat(violations(checked.rule(), others)).isEmpty();
  }

  @Test
  void the_libraries_need_the_base_module_alone() {
    CodeRules.JAVA_BASE_ONLY.check(Code.LEDGER);
    CodeRules.JAVA_BASE_ONLY.check(Code.BLOCKLIST);
    assertThat(violations(CodeRules.JAVA_BASE_ONLY, only("NeedsMoreThanBase")))
        .anyMatch(line -> line.contains("java.util.logging"));
  }

  @Test
  void the_libraries_ask_for_the_base_module_alone() {
    assertThat(required("dev.clef.ledger", TreeHash.class)).containsExactly("java.base");
    assertThat(required("dev.clef.blocklist", PasswordFilter.class)).containsExactly("java.base");
  }

  private static List<String> required(String module, Class<?> example) {
    return ModuleFinder.of(
            Path.of(example.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .find(module)
        .orElseThrow()
        .descriptor()
        .requires()
        .stream()
        .filter(r -> !r.modifiers().contains(Requires.Modifier.STATIC))
        .map(Requires::name)
        .toList();
  }

  private static JavaClasses only(String fixture) {
    JavaClasses found =
        Code.FIXTURES.that(
            DescribedPredicate.describe(fixture, type -> nameOf(type.getName()).equals(fixture)));
    assertThat(found).as(fixture).hasSize(1);
    return found;
  }

  private static String nameOf(String className) {
    return className.replace("dev.fixtures.", "");
  }

  private static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails();
  }
}

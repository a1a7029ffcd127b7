package dev.clef;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class PreparedContextTest {

  @Test
  void the_context_of_the_build_is_used_for_its_own_settings_only() {
    assertThat(fits(Map.of())).isTrue();
    assertThat(fits(Map.of("clef.tls.enabled", "true", "clef.demo", "false"))).isTrue();
    assertThat(fits(Map.of("clef.tls.enabled", "false"))).isFalse();
    assertThat(fits(Map.of("clef.demo", "true"))).isFalse();
  }

  /** A new condition needs a line in {@link PreparedContext#fits}, then one here. */
  @Test
  void it_knows_every_condition() {
    List<String> conditional =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.clef")
                .stream()
                .filter(PreparedContextTest::hasCondition)
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
    assertThat(conditional)
        .containsExactly(
            "DemoConfiguration", "StyleguideController", "TlsConfiguration", "TrialMailController");
  }

  private static boolean hasCondition(JavaClass one) {
    return Stream.concat(Stream.of(one), one.getMethods().stream())
        .flatMap(annotated -> annotated.getAnnotations().stream())
        .map(JavaAnnotation::getRawType)
        .anyMatch(type ->
            type.getName().contains(".condition.Conditional")
                || type.getName().endsWith("annotation.Conditional")
                || type.getName().endsWith("annotation.Profile"));
  }

  private static boolean fits(Map<String, Object> settings) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
    return PreparedContext.fits(environment);
  }
}

package dev.clef.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Controller;

/** What the compiled classes must not do. */
final class CodeRules {

  private static final Set<String> PRIMITIVES =
      Set.of("javax.crypto.Cipher", "javax.crypto.Mac", "java.security.MessageDigest");

  /** Neither needs the other, as their module descriptions say. */
  private static final Set<String> LIBRARIES = Set.of("dev.clef.ledger", "dev.clef.blocklist");

  private static final Set<String> CHANCE =
      Set.of(
          "java.security.SecureRandom",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.concurrent.ThreadLocalRandom");

  static final ArchRule NO_FIELD_INJECTION =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  static final ArchRule NO_IMPL = noClasses().should().haveSimpleNameEndingWith("Impl");

  static final ArchRule CONTROLLERS_ARE_PACKAGE_PRIVATE =
      classes().that().areMetaAnnotatedWith(Controller.class).should().bePackagePrivate();

  static final ArchRule STORES_ARE_PACKAGE_PRIVATE =
      classes().that().haveSimpleNameEndingWith("Store").should().bePackagePrivate();

  static final ArchRule TIME_COMES_FROM_THE_CLOCK =
      noClasses()
          .should()
          .accessTargetWhere(describe("time is read without the Clock", CodeRules::readsTime));

  static final ArchRule PRIMITIVES_STAY_IN_THEIR_PACKAGES =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.clef.keys", "dev.clef.vault", "dev.clef.ledger", "dev.clef.identity.credentials")
          .should()
          .dependOnClassesThat(named(PRIMITIVES));

  static final ArchRule CHANCE_COMES_FROM_RANDOMNESS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.clef.platform.Randomness")
          .and()
          .doNotHaveFullyQualifiedName("dev.clef.platform.Randomness$Lane")
          .should()
          .dependOnClassesThat(named(CHANCE));

  static final ArchRule NO_STANDARD_STREAMS =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  /** What a library may use: itself, the base module, and annotations that are gone at run time. */
  static final ArchRule JAVA_BASE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat(describe("java.base", CodeRules::isOfBaseOrLibrary));

  private CodeRules() {}

  /** {@code java.util.Date} is refused by the compiler already. */
  private static boolean readsTime(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String method = access.getTarget().getName();
    if (owner.isEquivalentTo(Clock.class)) {
      return (method.startsWith("system") || method.startsWith("tick"))
          && !access.getOriginOwner().getName().equals("dev.clef.platform.ClockConfiguration");
    }
    List<JavaClass> parameters =
        access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
            ? target.getRawParameterTypes()
            : List.of();
    return switch (owner.getName()) {
      case "java.lang.System" -> method.equals("currentTimeMillis");
      default ->
          owner.getPackageName().startsWith("java.time")
              && method.equals("now")
              && parameters.stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    };
  }

  private static boolean isOfBaseOrLibrary(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return LIBRARIES.contains(name)
        || name.equals("org.jspecify.annotations")
        || type.getBaseComponentType().isPrimitive()
        || Object.class.getModule().getPackages().contains(name);
  }

  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return describe("are of " + names, type -> names.contains(type.getName()));
  }
}

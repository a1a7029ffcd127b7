package dev.clef.platform.web.openapi;

import dev.clef.platform.web.PublicPath;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;

/**
 * Finds the controllers and the public paths of the sources without starting anything: no database,
 * no port. Classes of tests and this package itself are left out.
 */
final class ApiScan {

  private ApiScan() {}

  static List<Class<?>> controllers() {
    return annotated(RestController.class).stream()
        .filter(type -> !type.getPackage().equals(ApiScan.class.getPackage()))
        .toList();
  }

  /** What the bean methods of all configurations that return {@link PublicPath} return. */
  static List<PublicPath> publicPaths() {
    List<PublicPath> paths = new ArrayList<>();
    for (Class<?> configuration : annotated(Configuration.class)) {
      for (Method method : configuration.getDeclaredMethods()) {
        if (method.getReturnType().equals(PublicPath.class)) {
          paths.add(call(configuration, method));
        }
      }
    }
    return paths;
  }

  private static PublicPath call(Class<?> configuration, Method method) {
    if (method.getParameterCount() > 0) {
      throw new IllegalStateException(method + ": a public path is declared without parameters");
    }
    try {
      Constructor<?> constructor = configuration.getDeclaredConstructor();
      constructor.setAccessible(true);
      method.setAccessible(true);
      return (PublicPath) method.invoke(constructor.newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method.toString(), e);
    }
  }

  private static List<Class<?>> annotated(Class<? extends Annotation> annotation) {
    var scanner =
        new ClassPathScanningCandidateComponentProvider(false) {
          @Override
          protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isIndependent();
          }
        };
    scanner.addIncludeFilter(new AnnotationTypeFilter(annotation));
    List<Class<?>> found = new ArrayList<>();
    scanner
        .findCandidateComponents("dev.clef")
        .forEach(bean ->
            found.add(
                ClassUtils.resolveClassName(
                    String.valueOf(bean.getBeanClassName()), ApiScan.class.getClassLoader())));
    return found.stream()
        .filter(type -> !isOfTests(type))
        .sorted(Comparator.comparing(Class::getName))
        .toList();
  }

  private static boolean isOfTests(Class<?> type) {
    return AnnotatedElementUtils.hasAnnotation(type, TestComponent.class)
        || Arrays.stream(String.valueOf(type.getProtectionDomain().getCodeSource()).split("/", -1))
            .anyMatch("test-classes"::equals);
  }
}

package dev.clef.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.clef.subject.PersonalData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;

/**
 * A module with tables says how a request by a person reaches them: by a {@link PersonalData} bean,
 * by a method of its own that {@code rights} calls ({@code erased through {@code Type.method}} in
 * the description of its package), or by the words {@code no personal data} there.
 */
final class TableOwners {

  private static final Pattern ERASED_THROUGH =
      Pattern.compile("erased through \\{@code (\\w+)\\.(\\w+)}");

  private TableOwners() {}

  /** The modules with migrations, in the folders of both databases. */
  static Set<String> modules(Path resources) {
    Set<String> modules = new TreeSet<>();
    for (String database : new String[] {"db/migration", "db/keys"}) {
      try (Stream<Path> folders = Files.list(resources.resolve(database))) {
        folders
            .filter(Files::isDirectory)
            .map(folder -> folder.getFileName().toString())
            .filter(name -> !name.startsWith("__"))
            .forEach(modules::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return modules;
  }

  /** What is wrong with a module; empty when nothing is. */
  static Optional<String> judge(String module, String packageInfo, JavaClasses classes) {
    String text = packageInfo.replaceAll("\\s*\\n \\*\\s*", " ");
    if (hasBean(module, classes) || text.contains("no personal data")) {
      return Optional.empty();
    }
    Matcher named = ERASED_THROUGH.matcher(text);
    if (!named.find()) {
      return Optional.of(module + " has tables and does not say how a person's data leaves them");
    }
    String type = "dev.clef." + module + "." + named.group(1);
    return isCalledByRights(type, named.group(2), classes)
        ? Optional.empty()
        : Optional.of("rights does not call " + type + "." + named.group(2));
  }

  private static boolean hasBean(String module, JavaClasses classes) {
    return classes.stream()
        .filter(type -> type.getPackageName().equals("dev.clef." + module))
        .flatMap(type -> type.getMethods().stream())
        .anyMatch(method ->
            method.isAnnotatedWith(Bean.class)
                && method.getRawReturnType().isAssignableTo(PersonalData.class));
  }

  private static boolean isCalledByRights(String type, String method, JavaClasses classes) {
    return classes.stream()
        .filter(caller -> caller.getPackageName().equals("dev.clef.rights"))
        .flatMap(caller -> caller.getAccessesFromSelf().stream())
        .anyMatch(access ->
            access.getTargetOwner().getName().equals(type)
                && access.getTarget().getName().equals(method));
  }
}

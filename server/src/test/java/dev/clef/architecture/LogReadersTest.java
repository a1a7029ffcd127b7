package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.clef.audit.Activity;
import dev.clef.audit.AuditLog;
import dev.clef.audit.Receipts;
import dev.clef.rights.MyActivity;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Seeing the log is itself logged. Entries are opened in three places: to be shown to the person
 * they are about, which appends an entry; to be proven; to be counted or sorted, which keeps no
 * entry; for a SIEM, without what tells whom it is about. Neither staff nor the operator see one.
 * Whoever adds a way to see entries adds it here, and appends.
 */
class LogReadersTest {

  /** Who opens entries, wherever they lie. */
  private static final Set<String> OPENERS =
      Set.of(
          "dev.clef.audit.Activity",
          "dev.clef.audit.Receipts",
          "dev.clef.audit.EntryCounter",
          "dev.clef.audit.EventFeed",
          "dev.clef.audit.RetentionKeeper");

  /** Who finds the entries of a person. Each of them appends. */
  private static final Set<String> FINDERS = Set.of("dev.clef.rights.MyActivity");

  /** Who proves entries: to the person, and an erasure to whoever has its certificate. */
  private static final Set<String> PROVERS =
      Set.of("dev.clef.rights.MyActivity", "dev.clef.rights.Certificates");

  /** Who shows entries, to nobody but the person they are about. */
  private static final Set<String> SHOWN_BY =
      Set.of("dev.clef.center.ActivityController", "dev.clef.rights.MyRightsController");

  @Test
  void entries_are_opened_found_proven_and_shown_by_those_listed() {
    assertThat(callers(Code.SERVER, type -> type.equals("dev.clef.audit.EntrySealer"), "openEvent"))
        .isEqualTo(OPENERS);
    assertThat(callers(Code.SERVER, is(Activity.class), "of", "find")).isEqualTo(FINDERS);
    assertThat(callers(Code.SERVER, is(Receipts.class), "of")).isEqualTo(PROVERS);
    assertThat(callers(Code.SERVER, is(MyActivity.class), "of", "proven")).isEqualTo(SHOWN_BY);
    assertThat(callers(Code.FIXTURES, is(Activity.class), "of"))
        .containsExactly("dev.fixtures.ReadsTheLog");
  }

  @Test
  void who_finds_entries_appends_one() {
    assertThat(FINDERS).allMatch(name -> appends(Code.SERVER.get(name)));
    assertThat(appends(Code.FIXTURES.get("dev.fixtures.ReadsTheLog"))).isFalse();
  }

  @Test
  void neither_the_console_nor_the_operator_are_shown_entries() {
    assertThat(SHOWN_BY)
        .noneMatch(name -> name.matches("dev\\.clef\\.(staff|keys|vault|identity|demo)\\..*"));
    assertThat(
            Code.SERVER.stream()
                .filter(type -> type.getPackageName().startsWith("dev.clef.staff"))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .collect(Collectors.toSet()))
        .isNotEmpty()
        .doesNotContain(
            Activity.class.getName(), Receipts.class.getName(), MyActivity.class.getName());
  }

  private static boolean appends(JavaClass type) {
    return type.getAccessesFromSelf().stream()
        .anyMatch(access ->
            access.getTargetOwner().isEquivalentTo(AuditLog.class)
                && access.getTarget().getName().startsWith("append"));
  }

  private static Predicate<String> is(Class<?> type) {
    return type.getName()::equals;
  }

  private static Set<String> callers(
      JavaClasses classes, Predicate<String> owner, String... methods) {
    return classes.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> owner.test(access.getTargetOwner().getName()))
        .filter(access -> Set.of(methods).contains(access.getTarget().getName()))
        .map(JavaAccess::getOriginOwner)
        .map(type -> type.getName().split("\\$", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

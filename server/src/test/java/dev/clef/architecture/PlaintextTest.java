package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.clef.keys.Envelope;
import dev.clef.keys.KeyRing;
import dev.clef.vault.Access;
import dev.clef.vault.Grant;
import dev.clef.vault.Grants;
import dev.fixtures.OpenAccess;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** There is one way to plaintext, and everybody who goes it stands in these lists. */
class PlaintextTest {

  /**
   * Who may open what lies under a person's keys: the vault, to answer, to put it under a new key
   * and to make it findable by another; the log its own entries.
   */
  private static final Set<String> RINGS =
      Set.of(
          "dev.clef.vault.Vault",
          "dev.clef.vault.VaultRenewal",
          "dev.clef.vault.IndexRenewal",
          "dev.clef.audit.EntrySealer");

  /**
   * Who may open an envelope itself: the keys of a person, and those of the service; the sign-in of
   * staff what is sealed about staff, and letters to people without an account: the vault knows
   * neither.
   */
  private static final Set<String> OPENERS =
      Set.of(
          "dev.clef.keys.KeyRing",
          "dev.clef.keys.KeyRings",
          "dev.clef.audit.EntrySealer",
          "dev.clef.identity.staff.StaffSealer",
          "dev.clef.mail.LetterSealer");

  /** Who may make which access. Add a caller here, with a reason, or not at all. */
  private static final Map<String, Set<String>> MAKERS =
      Map.of(
          "listener",
          Set.of(
              "dev.clef.identity.EmailConfirmation",
              "dev.clef.identity.Factors",
              "dev.clef.identity.FactorWriter",
              "dev.clef.identity.MyProfile",
              "dev.clef.identity.Sessions"),
          "request",
          Set.of("dev.clef.identity.AccountData", "dev.clef.vault.VaultData"),
          "authentication",
          Set.of(
              "dev.clef.identity.Credentials",
              "dev.clef.identity.FactorWriter",
              "dev.clef.identity.Passkeys"),
          "letter",
          Set.of("dev.clef.identity.ConfirmedAddresses", "dev.clef.mail.LetterOpener"),
          "application",
          Set.of("dev.clef.openid.UserInfo"),
          "elevated",
          Set.of("dev.clef.identity.staff.elevation.ElevatedReads"),
          "migration",
          Set.of("dev.clef.identity.imports.PersonUpdate"));

  @Test
  void envelopes_are_opened_by_those_listed_and_nobody_else() {
    assertThat(callers(Code.SERVER, Envelope.class, "open")).isEqualTo(OPENERS);
    assertThat(callers(Code.SERVER, KeyRing.class, "open")).isEqualTo(RINGS);
    for (Class<?> opener : List.of(Envelope.class, KeyRing.class)) {
      assertThat(callers(Code.FIXTURES, opener, "open"))
          .containsExactly("dev.fixtures.TakesPlaintext");
    }
  }

  @Test
  void every_way_to_make_an_access_has_a_list_of_its_callers() {
    Set<String> factories =
        Arrays.stream(Access.class.getDeclaredMethods())
            .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getReturnType() == Access.class)
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(factories).isEqualTo(MAKERS.keySet());
  }

  @Test
  void an_access_is_made_by_those_listed_and_nobody_else() {
    MAKERS.forEach((factory, makers) -> {
      assertThat(callers(Code.SERVER, Access.class, factory)).as(factory).isEqualTo(makers);
      assertThat(callers(Code.FIXTURES, Access.class, factory))
          .as(factory)
          .containsExactly("dev.fixtures.TakesPlaintext");
    });
  }

  @Test
  void makers_stand_in_identity_mail_openid_rights_and_vault() {
    assertThat(MAKERS.values())
        .allSatisfy(makers ->
            assertThat(makers)
                .allMatch(m -> m.matches("dev\\.clef\\.(identity|mail|openid|rights|vault)\\..*")));
  }

  @Test
  void an_access_has_no_constructor_to_call() {
    assertThat(isClosed(Access.class)).isTrue();
    assertThat(isClosed(OpenAccess.class)).isFalse();
  }

  @Test
  void what_staff_read_with_is_made_by_the_vault_alone() {
    assertThat(Grant.class.getConstructors()).isEmpty();
    assertThat(callers(Code.SERVER, Grant.class, "<init>"))
        .containsExactly("dev.clef.vault.Grants");
    assertThat(callers(Code.SERVER, Grants.class, "open"))
        .containsExactlyInAnyOrder(
            "dev.clef.identity.staff.elevation.BreakGlass",
            "dev.clef.identity.staff.elevation.Elevations");
  }

  private static boolean isClosed(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
  }

  private static Set<String> callers(JavaClasses classes, Class<?> owner, String method) {
    return classes.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(owner))
        .filter(access -> access.getTarget().getName().equals(method))
        .map(JavaAccess::getOriginOwner)
        .map(type -> type.getName().split("\\$", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

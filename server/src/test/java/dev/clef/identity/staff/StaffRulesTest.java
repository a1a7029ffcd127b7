package dev.clef.identity.staff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.web.PublicPath;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every address of the area of staff has a line that says who may open it. */
@ClefServer
class StaffRulesTest {

  /** An address of a controller. */
  private record Mapped(HttpMethod method, String pattern) {}

  private final Running clef;
  private final StaffAccounts accounts;
  private final List<Mapped> mapped = new ArrayList<>();

  @Autowired
  StaffRulesTest(
      Running clef,
      StaffAccounts accounts,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
      ObjectProvider<PublicPath> open) {
    this.clef = clef;
    this.accounts = accounts;
    List<PublicPath> strangers = open.stream().toList();
    for (RequestMappingInfo info : mappings.getHandlerMethods().keySet()) {
      for (String pattern : info.getPatternValues()) {
        if (!pattern.equals("/staff") && !pattern.matches("(/api/v1)?/staff/.*")) {
          continue;
        }
        assertThat(info.getMethodsCondition().getMethods()).as(pattern).isNotEmpty();
        info.getMethodsCondition()
            .getMethods()
            .forEach(method -> {
              HttpMethod called = method.asHttpMethod();
              if (!strangers.contains(new PublicPath(called, pattern))) {
                mapped.add(new Mapped(called, pattern));
              }
            });
      }
    }
  }

  @Test
  void no_address_is_without_a_line() {
    assertThat(mapped).hasSizeGreaterThan(5);
    assertThat(mapped)
        .filteredOn(one -> StaffRules.rolesFor(one.method(), one.pattern()).isEmpty())
        .isEmpty();
  }

  @Test
  void no_line_is_for_an_address_there_is_not_and_none_stands_twice() {
    assertThat(StaffRules.lines()).doesNotHaveDuplicates();
    assertThat(StaffRules.lines())
        .containsExactlyInAnyOrderElementsOf(
            mapped.stream().map(one -> one.method() + " " + one.pattern()).toList());
  }

  @Test
  void an_address_without_a_line_is_open_to_nobody() {
    assertThat(StaffRules.rolesFor(HttpMethod.GET, "/staff/new")).isEmpty();
    Client staff = with(EnumSet.allOf(StaffRole.class));
    assertThat(staff.get("/api/v1/staff/new").code()).isEqualTo("forbidden");
    assertThat(staff.get("/staff/new").code()).isEqualTo("forbidden");
    assertThat(staff.form("/staff", Map.of(), "en").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(StaffRole.class)
  void each_role_opens_what_the_table_says_and_nothing_else(StaffRole role) {
    Client staff = with(EnumSet.of(role));
    for (Mapped one : mapped) {
      if (one.method() != HttpMethod.GET || one.pattern().contains("{")) {
        continue;
      }
      boolean may = StaffRules.rolesFor(one.method(), one.pattern()).orElseThrow().contains(role);
      assertThat(staff.get(one.pattern()).status())
          .as(role + " " + one.pattern())
          .isEqualTo(may ? 200 : 403);
    }
  }

  @Test
  void roles_taken_away_are_gone_with_the_next_request() {
    Client staff = with(EnumSet.of(StaffRole.OPERATOR));
    assertThat(staff.get("/staff/keys").status()).isEqualTo(200);
    roles(EnumSet.of(StaffRole.SUPPORT));
    assertThat(staff.get("/staff/keys").code()).isEqualTo("forbidden");
    Client.Answer said = staff.page("/staff/keys");
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.text())
        .contains("security", "auditor", "operator", "support")
        .doesNotContain("privacy officer");
  }

  /** Somebody with these roles, signed in. */
  private Client with(Set<StaffRole> roles) {
    clef.data().update("delete from identity.staff_account");
    clef.clock().advance(Duration.ofMinutes(10));
    Client browser = clef.client();
    Operator.setUp(browser, accounts.newSetupToken().orElseThrow().expose(), clef.clock());
    roles(roles);
    return browser;
  }

  private void roles(Set<StaffRole> roles) {
    String codes = String.join(",", roles.stream().map(StaffRole::code).toList());
    clef.data().update("update identity.staff_account set roles = string_to_array(?, ',')", codes);
  }

  @Test
  void the_menu_shows_what_one_may_open() {
    Client staff = with(EnumSet.of(StaffRole.PRIVACY_OFFICER));
    assertThat(staff.get("/staff").text())
        .contains("href=\"/staff/catalogue\"")
        .doesNotContain("href=\"/staff/keys\"");
  }
}

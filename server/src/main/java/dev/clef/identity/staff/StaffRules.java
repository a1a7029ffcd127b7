package dev.clef.identity.staff;

import static dev.clef.identity.staff.StaffRole.ADMINISTRATOR;
import static dev.clef.identity.staff.StaffRole.AUDITOR;
import static dev.clef.identity.staff.StaffRole.OPERATOR;
import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;

import dev.clef.platform.web.PathArea;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Which role may open which address of the area of staff: the one table, and the only place that
 * asks it. What has no line in it is open to nobody. A new page needs a line; a test finds those
 * that have none. Thread-safe.
 */
public final class StaffRules implements PathArea {

  private static final Set<StaffRole> EVERYBODY = EnumSet.allOf(StaffRole.class);

  /** Who may ask to see somebody's data, for whatever purpose. */
  private static final Set<StaffRole> ASK = EnumSet.of(SUPPORT, PRIVACY_OFFICER, SECURITY);

  /** Who looks at emergency accesses afterwards. */
  private static final Set<StaffRole> REVIEW =
      EnumSet.of(PRIVACY_OFFICER, SECURITY, ADMINISTRATOR);

  /** Who sees that there are elevations. */
  private static final Set<StaffRole> ELEVATIONS =
      EnumSet.of(SUPPORT, PRIVACY_OFFICER, SECURITY, AUDITOR, ADMINISTRATOR);

  private static final List<Rule> RULES =
      List.of(
          // The home has figures about nobody in particular.
          read("/staff", EVERYBODY),
          read("/api/v1/staff/overview", EVERYBODY),
          read("/api/v1/staff/me", EVERYBODY),
          write("/staff/sign-out", EVERYBODY),
          write("/api/v1/staff/sign-out", EVERYBODY),
          read("/staff/keys", OPERATOR, SECURITY, AUDITOR),
          read("/staff/catalogue", OPERATOR, PRIVACY_OFFICER, SECURITY, AUDITOR),
          // Whose elevation it is, and who decides, each of these looks at again.
          read("/api/v1/staff/elevations", ELEVATIONS),
          read("/api/v1/staff/elevations/{elevationId}", ELEVATIONS),
          write("/api/v1/staff/elevations", ASK),
          write("/api/v1/staff/elevations/break-glass", PRIVACY_OFFICER, SECURITY),
          write("/api/v1/staff/elevations/{elevationId}/approve", PRIVACY_OFFICER, SECURITY),
          write("/api/v1/staff/elevations/{elevationId}/decline", PRIVACY_OFFICER, SECURITY),
          write("/api/v1/staff/elevations/{elevationId}/withdraw", ASK),
          write("/api/v1/staff/elevations/{elevationId}/open", ASK),
          write("/api/v1/staff/elevations/{elevationId}/end", ASK),
          write("/api/v1/staff/elevations/{elevationId}/review", REVIEW),
          write("/api/v1/staff/elevations/{elevationId}/read", ASK),
          read("/staff/elevations", ELEVATIONS),
          read("/staff/elevations/ask", ASK),
          write("/staff/elevations/ask", ASK),
          read("/staff/elevations/break-glass", PRIVACY_OFFICER, SECURITY),
          write("/staff/elevations/break-glass", PRIVACY_OFFICER, SECURITY),
          read("/staff/elevations/{elevationId}", ELEVATIONS),
          write("/staff/elevations/{elevationId}/approve", PRIVACY_OFFICER, SECURITY),
          write("/staff/elevations/{elevationId}/decline", PRIVACY_OFFICER, SECURITY),
          write("/staff/elevations/{elevationId}/withdraw", ASK),
          write("/staff/elevations/{elevationId}/open", ASK),
          write("/staff/elevations/{elevationId}/end", ASK),
          write("/staff/elevations/{elevationId}/review", REVIEW),
          write("/staff/elevations/{elevationId}/read", ASK));

  private static final RequestMatcher ADDRESSES =
      new OrRequestMatcher(matcher("/staff/**"), matcher("/api/v1/staff/**"));

  /** A line of the table. */
  private record Rule(
      HttpMethod method, String pattern, RequestMatcher requests, Set<StaffRole> roles) {}

  private static Rule read(String pattern, StaffRole one, StaffRole... others) {
    return read(pattern, EnumSet.of(one, others));
  }

  private static Rule read(String pattern, Set<StaffRole> roles) {
    return rule(HttpMethod.GET, pattern, roles);
  }

  private static Rule write(String pattern, StaffRole one, StaffRole... others) {
    return write(pattern, EnumSet.of(one, others));
  }

  private static Rule write(String pattern, Set<StaffRole> roles) {
    return rule(HttpMethod.POST, pattern, roles);
  }

  private static Rule rule(HttpMethod method, String pattern, Set<StaffRole> roles) {
    return new Rule(
        method,
        pattern,
        PathPatternRequestMatcher.withDefaults().matcher(method, pattern),
        Collections.unmodifiableSet(roles));
  }

  private static RequestMatcher matcher(String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(pattern);
  }

  @Override
  public RequestMatcher addresses() {
    return ADDRESSES;
  }

  @Override
  public boolean allows(Authentication who, HttpServletRequest request) {
    return who.getPrincipal() instanceof StaffMember me
        && !Collections.disjoint(me.roles(), rolesFor(request));
  }

  /** Who may do this, in the order of the roles; nobody when there is no line for it. */
  public static Set<StaffRole> rolesFor(HttpServletRequest request) {
    return RULES.stream()
        .filter(rule -> rule.requests().matches(request))
        .findFirst()
        .map(Rule::roles)
        .orElse(Set.of());
  }

  /**
   * Who may do this, as controllers declare it; empty when there is no line for it.
   *
   * @param pattern the pattern of the controller, letter by letter
   */
  public static Optional<Set<StaffRole>> rolesFor(HttpMethod method, String pattern) {
    return RULES.stream()
        .filter(rule -> rule.method().equals(method) && rule.pattern().equals(pattern))
        .findFirst()
        .map(Rule::roles);
  }

  /** Methods and patterns of the table. */
  static List<String> lines() {
    return RULES.stream().map(rule -> rule.method() + " " + rule.pattern()).toList();
  }

  /** Whether somebody may look at a page. */
  public static boolean mayOpen(StaffMember me, String page) {
    return rolesFor(HttpMethod.GET, page)
        .filter(roles -> !Collections.disjoint(roles, me.roles()))
        .isPresent();
  }
}

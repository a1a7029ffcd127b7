package dev.clef.identity.staff;

import static dev.clef.identity.staff.StaffRole.ADMINISTRATOR;
import static dev.clef.identity.staff.StaffRole.AUDITOR;
import static dev.clef.identity.staff.StaffRole.OPERATOR;
import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;

import dev.clef.identity.IdentityProblem;
import dev.clef.platform.web.PathArea;
import dev.clef.platform.web.Refusal;
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
  private static final Set<StaffRole> REVIEW = EnumSet.of(PRIVACY_OFFICER, SECURITY, ADMINISTRATOR);

  /** Who sees that there are elevations. */
  private static final Set<StaffRole> ELEVATIONS =
      EnumSet.of(SUPPORT, PRIVACY_OFFICER, SECURITY, AUDITOR, ADMINISTRATOR);

  private static final List<Rule> RULES =
      List.of(
          // The home has figures about nobody in particular.
          read("/staff", EVERYBODY),
          read("/api/v1/staff/overview", EVERYBODY),
          read("/api/v1/staff/me", EVERYBODY).unbound(),
          write("/staff/sign-out", EVERYBODY).unbound(),
          write("/api/v1/staff/sign-out", EVERYBODY).unbound(),
          write("/api/v1/staff/session/proof", EVERYBODY),
          write("/api/v1/staff/session/proof/challenge", EVERYBODY),
          // The first passkey is added where nothing else is open yet.
          read("/staff/passkeys", EVERYBODY).unbound(),
          write("/api/v1/staff/passkeys/challenge", EVERYBODY).unbound(),
          write("/api/v1/staff/passkeys", EVERYBODY).unbound(),
          read("/api/v1/staff/passkeys", EVERYBODY),
          rule(HttpMethod.PATCH, "/api/v1/staff/passkeys/{factorId}", EVERYBODY),
          rule(HttpMethod.DELETE, "/api/v1/staff/passkeys/{factorId}", EVERYBODY),
          write("/staff/passkeys/{factorId}", EVERYBODY),
          write("/staff/passkeys/{factorId}/remove", EVERYBODY),
          read("/staff/people", ADMINISTRATOR),
          write("/staff/people/invite", ADMINISTRATOR),
          write("/staff/people/invitations/{staffId}/withdraw", ADMINISTRATOR),
          read("/staff/people/{staffId}", ADMINISTRATOR),
          write("/staff/people/{staffId}/roles", ADMINISTRATOR),
          write("/staff/people/{staffId}/renew", ADMINISTRATOR),
          write("/staff/people/{staffId}/sign-out", ADMINISTRATOR),
          write("/staff/people/{staffId}/remove", ADMINISTRATOR),
          write("/staff/people/review", ADMINISTRATOR),
          read("/api/v1/staff/members", ADMINISTRATOR),
          write("/api/v1/staff/members", ADMINISTRATOR),
          rule(HttpMethod.DELETE, "/api/v1/staff/members/invitations/{staffId}", ADMINISTRATOR),
          rule(HttpMethod.PUT, "/api/v1/staff/members/{staffId}/roles", ADMINISTRATOR),
          write("/api/v1/staff/members/{staffId}/invitation", ADMINISTRATOR),
          write("/api/v1/staff/members/{staffId}/sign-out", ADMINISTRATOR),
          rule(HttpMethod.DELETE, "/api/v1/staff/members/{staffId}", ADMINISTRATOR),
          write("/api/v1/staff/members/review", ADMINISTRATOR),
          read("/staff/keys", OPERATOR, SECURITY, AUDITOR),
          read("/staff/clients", OPERATOR, SECURITY, AUDITOR),
          read("/staff/clients/new", OPERATOR),
          write("/staff/clients/new", EnumSet.of(OPERATOR)),
          read("/staff/clients/{clientId}", OPERATOR, SECURITY, AUDITOR),
          write("/staff/clients/{clientId}/secret", EnumSet.of(OPERATOR)),
          write("/staff/clients/{clientId}/keys", EnumSet.of(OPERATOR)),
          write("/staff/clients/{clientId}/remove", EnumSet.of(OPERATOR)),
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
          write("/api/v1/staff/elevations/{elevationId}/sign-out", ASK),
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
          write("/staff/elevations/{elevationId}/read", ASK),
          write("/staff/elevations/{elevationId}/sign-out", ASK));

  private static final RequestMatcher ADDRESSES =
      new OrRequestMatcher(matcher("/staff/**"), matcher("/api/v1/staff/**"));

  /**
   * A line of the table.
   *
   * @param bound whether it takes a session that is bound to its browser, as all do that have
   *     signed in with a passkey
   */
  private record Rule(
      HttpMethod method,
      String pattern,
      RequestMatcher requests,
      Set<StaffRole> roles,
      boolean bound) {

    /** The same for those who have no passkey yet, too. */
    Rule unbound() {
      return new Rule(method, pattern, requests, roles, false);
    }

    boolean admits(StaffMember me) {
      return !Collections.disjoint(roles, me.roles()) && (me.bound() || !bound);
    }
  }

  private static Rule read(String pattern, StaffRole one, StaffRole... others) {
    return read(pattern, EnumSet.of(one, others));
  }

  private static Rule read(String pattern, Set<StaffRole> roles) {
    return rule(HttpMethod.GET, pattern, roles);
  }

  private static Rule write(String pattern, StaffRole one, StaffRole... others) {
    return write(pattern, EnumSet.of(one, others));
  }

  private static Rule rule(HttpMethod method, String pattern, StaffRole only) {
    return rule(method, pattern, EnumSet.of(only));
  }

  private static Rule write(String pattern, Set<StaffRole> roles) {
    return rule(HttpMethod.POST, pattern, roles);
  }

  private static Rule rule(HttpMethod method, String pattern, Set<StaffRole> roles) {
    return new Rule(
        method,
        pattern,
        PathPatternRequestMatcher.withDefaults().matcher(method, pattern),
        Collections.unmodifiableSet(roles),
        true);
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
    if (!(who.getPrincipal() instanceof StaffMember me)) {
      return false;
    }
    if (!me.bound()) {
      Refusal.because(request, IdentityProblem.PASSKEY_NEEDED);
    }
    return rule(request).filter(rule -> rule.admits(me)).isPresent();
  }

  private static Optional<Rule> rule(HttpServletRequest request) {
    return RULES.stream().filter(rule -> rule.requests().matches(request)).findFirst();
  }

  /** Who may do this, in the order of the roles; nobody when there is no line for it. */
  public static Set<StaffRole> rolesFor(HttpServletRequest request) {
    return rule(request).map(Rule::roles).orElse(Set.of());
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
    return RULES.stream()
        .filter(rule -> rule.method().equals(HttpMethod.GET) && rule.pattern().equals(page))
        .anyMatch(rule -> rule.admits(me));
  }
}

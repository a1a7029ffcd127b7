package dev.clef.staff;

import dev.clef.identity.PasskeySites;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffDirectory;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffPeople;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who works here: the list, invitations, roles, leaving, reviews. */
@Controller
@RequestMapping("/staff/people")
class PeopleController {

  private static final String HERE = "/staff/people";
  private static final String ROLE = "role_";
  private static final Set<String> DONE =
      Set.of("withdrawn", "roles", "removed", "reviewed", "signed_out");

  private final StaffPeople people;
  private final StaffDirectory directory;
  private final StaffAccounts staff;
  private final PasskeySites sites;
  private final ConsoleFrame frame;
  private final Words words;

  PeopleController(
      StaffPeople people,
      StaffDirectory directory,
      StaffAccounts staff,
      PasskeySites sites,
      ConsoleFrame frame,
      Words words) {
    this.people = people;
    this.directory = directory;
    this.staff = staff;
    this.sites = sites;
    this.frame = frame;
    this.words = words;
  }

  /**
   * A role to tick.
   *
   * @param means what it may do, in a sentence
   */
  public record RoleBox(String code, String name, String means, boolean ticked) {}

  @GetMapping
  String show(
      @AuthenticationPrincipal StaffMember me,
      @RequestParam(required = false) @Nullable String done,
      HttpServletRequest request,
      Model model) {
    if (done != null && DONE.contains(done)) {
      model.addAttribute("done", done);
    }
    return list(me, EnumSet.noneOf(StaffRole.class), request, model);
  }

  private String list(
      StaffMember me, Set<StaffRole> ticked, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    frame.fill(model, request, me);
    model.addAttribute("path", HERE);
    model.addAttribute("people", PeoplePage.of(directory.all(me), me, words, reader));
    model.addAttribute("roles", boxes(ticked, reader.language()));
    model.addAttribute("hours", staff.setupFor().toHours());
    return "staff-people";
  }

  @PostMapping("/invite")
  String invite(
      @AuthenticationPrincipal StaffMember me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Set<StaffRole> roles = ticked(form);
    try {
      return invited(me, people.invite(me, roles), request, model);
    } catch (Problem problem) {
      refused(problem, response, model);
      return list(me, roles, request, model);
    }
  }

  /** The link, this once. */
  private String invited(
      StaffMember me, StaffAccounts.Invited link, HttpServletRequest request, Model model) {
    frame.fill(model, request, me);
    model.addAttribute("languages", null); // another language would lead away from the link
    model.addAttribute("link", origin(request) + link.path());
    model.addAttribute("until", Words.dateAndTime(Reader.of(request), link.expiresAt()));
    return "staff-invited";
  }

  /** What this server is called by its settings: never what a request calls it. */
  private String origin(HttpServletRequest request) {
    return sites.of(request).origins().stream().sorted().findFirst().orElse("");
  }

  @PostMapping("/invitations/{staffId}/withdraw")
  String withdraw(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId, Form form) {
    people.withdraw(me, staffId);
    return "redirect:" + HERE + "?done=withdrawn";
  }

  @PostMapping("/review")
  String review(@AuthenticationPrincipal StaffMember me, Form form) {
    people.review(me);
    return "redirect:" + HERE + "?done=reviewed";
  }

  @GetMapping("/{staffId}")
  String member(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID staffId,
      HttpServletRequest request,
      Model model) {
    return member(me, staffId, null, request, model);
  }

  private String member(
      StaffMember me,
      UUID staffId,
      @Nullable Set<StaffRole> ticked,
      HttpServletRequest request,
      Model model) {
    StaffDirectory.Person person =
        directory.all(me).members().stream()
            .filter(one -> one.staffId().equals(staffId))
            .findFirst()
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    Set<StaffRole> shown = ticked == null ? Set.copyOf(person.roles()) : ticked;
    frame.fill(model, request, me);
    model.addAttribute("path", HERE);
    model.addAttribute("person", person);
    model.addAttribute("own", staffId.equals(me.staffId()));
    model.addAttribute("roles", boxes(shown, Reader.of(request).language()));
    return "staff-member";
  }

  @PostMapping("/{staffId}/roles")
  String setRoles(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID staffId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Set<StaffRole> roles = ticked(form);
    try {
      people.setRoles(me, staffId, roles);
      return "redirect:" + HERE + "?done=roles";
    } catch (Problem problem) {
      refused(problem, response, model);
      return member(me, staffId, roles, request, model);
    }
  }

  @PostMapping("/{staffId}/renew")
  String renew(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID staffId,
      Form form,
      HttpServletRequest request,
      Model model) {
    return invited(me, people.renew(me, staffId), request, model);
  }

  @PostMapping("/{staffId}/sign-out")
  String signOut(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId, Form form) {
    people.signOut(me, staffId);
    return "redirect:" + HERE + "?done=signed_out";
  }

  @PostMapping("/{staffId}/remove")
  String remove(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId, Form form) {
    people.remove(me, staffId);
    return "redirect:" + HERE + "?done=removed";
  }

  private List<RoleBox> boxes(Set<StaffRole> ticked, Locale language) {
    return Arrays.stream(StaffRole.values())
        .map(role ->
            new RoleBox(
                ROLE + role.code(),
                words.say(language, "staff.role." + role.code()),
                words.say(language, "staff.role." + role.code() + ".text"),
                ticked.contains(role)))
        .toList();
  }

  private static Set<StaffRole> ticked(Form form) {
    EnumSet<StaffRole> roles = EnumSet.noneOf(StaffRole.class);
    for (StaffRole role : StaffRole.values()) {
      if (form.isTicked(ROLE + role.code())) {
        roles.add(role);
      }
    }
    return roles;
  }

  /** Says which roles cannot be; anything else goes on. */
  private static void refused(Problem problem, HttpServletResponse response, Model model) {
    FieldReason reason =
        problem.fields().stream()
            .filter(field -> field.name().equals("roles"))
            .map(Problem.Field::reason)
            .findFirst()
            .orElseThrow(() -> problem);
    model.addAttribute("wrong", "staff.roles." + reason.code());
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
  }
}

package dev.clef.staff;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.elevation.BreakGlass;
import dev.clef.identity.staff.elevation.ElevatedReads;
import dev.clef.identity.staff.elevation.ElevatedSignOut;
import dev.clef.identity.staff.elevation.Elevation;
import dev.clef.identity.staff.elevation.ElevationFilter;
import dev.clef.identity.staff.elevation.ElevationPurpose;
import dev.clef.identity.staff.elevation.ElevationState;
import dev.clef.identity.staff.elevation.Elevations;
import dev.clef.identity.staff.elevation.EmergencyReason;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
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

/** Looks at one person's data: asking, deciding, looking. */
@Controller
@RequestMapping("/staff/elevations")
class ElevationPageController {

  private static final int PAGE = 50;
  private static final String LIST = "redirect:/staff/elevations";
  private static final List<String> STATES =
      List.of("waiting", "approved", "open", "ended", "declined", "withdrawn", "lapsed");

  private final Elevations elevations;
  private final BreakGlass breakGlass;
  private final ElevatedReads reads;
  private final ElevatedSignOut signOut;
  private final ElevationPages pages;
  private final ConsoleFrame frame;
  private final Words words;
  private final Clock clock;

  ElevationPageController(
      Elevations elevations,
      BreakGlass breakGlass,
      ElevatedReads reads,
      ElevatedSignOut signOut,
      ElevationPages pages,
      ConsoleFrame frame,
      Words words,
      Clock clock) {
    this.elevations = elevations;
    this.breakGlass = breakGlass;
    this.reads = reads;
    this.signOut = signOut;
    this.pages = pages;
    this.frame = frame;
    this.words = words;
    this.clock = clock;
  }

  /** Mine, what waits for me, and the history; {@code state} and {@code purpose} are codes. */
  @GetMapping
  String list(
      @AuthenticationPrincipal StaffMember me,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String purpose,
      @RequestParam(defaultValue = "") String emergency,
      @RequestParam(required = false) @Nullable UUID before,
      HttpServletRequest request,
      Model model) {
    Reader reader = Reader.of(request);
    Locale language = reader.language();
    boolean emergencies = emergency.equals("1");
    ElevationFilter filter =
        new ElevationFilter(
            me,
            false,
            STATES.contains(state) ? state : "",
            ElevationPurpose.of(purpose).orElse(null),
            emergencies);
    List<Elevation> history = elevations.newest(filter, before, PAGE);
    frame.fill(model, request, me);
    model.addAttribute("zone", TimeZones.name(reader.zone(), language));
    model.addAttribute("asks", !pages.purposes(me, language).isEmpty());
    model.addAttribute("breaks", BreakGlass.mayBreak(me));
    model.addAttribute("decides", ElevationPages.decides(me));
    model.addAttribute("waiting", pages.rows(elevations.waitingFor(me), me, reader));
    model.addAttribute("unreviewed", pages.rows(toReview(me), me, reader));
    model.addAttribute(
        "mine", pages.rows(elevations.newest(ElevationFilter.mine(me), null, 5), me, reader));
    model.addAttribute("history", pages.rows(history, me, reader));
    model.addAttribute(
        "older", history.size() < PAGE ? null : history.getLast().elevationId().toString());
    model.addAttribute("states", pages.choices("elevation.state.", STATES, language));
    model.addAttribute(
        "purposes",
        pages.choices(
            "console.purpose.",
            Arrays.stream(ElevationPurpose.values()).map(ElevationPurpose::code).toList(),
            language));
    model.addAttribute("filter", filter);
    model.addAttribute("chart", pages.chart(language));
    return "staff-elevations";
  }

  private List<Elevation> toReview(StaffMember me) {
    return ElevationFilter.isReviewer(me)
        ? elevations.newest(new ElevationFilter(me, false, "", null, true), null, PAGE).stream()
            .filter(Elevation::isUnreviewed)
            .toList()
        : List.of();
  }

  @GetMapping("/ask")
  String ask(@AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    return askPage(me, request, model);
  }

  @PostMapping("/ask")
  String ask(
      @AuthenticationPrincipal StaffMember me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    try {
      Elevation asked =
          elevations.ask(
              me,
              form.get("person"),
              form.get("purpose"),
              form.get("case_number"),
              form.get("minutes"));
      return LIST + "/" + asked.elevationId();
    } catch (Problem problem) {
      String page = askPage(me, request, model);
      again(form, problem, response, model);
      return page;
    }
  }

  private String askPage(StaffMember me, HttpServletRequest request, Model model) {
    Locale language = Reader.of(request).language();
    frame.fill(model, request, me);
    model.addAttribute("purposes", pages.purposes(me, language));
    model.addAttribute("durations", pages.minutes(language));
    return "staff-elevation-ask";
  }

  @GetMapping("/break-glass")
  String emergency(
      @AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    return emergencyPage(me, request, model);
  }

  @PostMapping("/break-glass")
  String emergency(
      @AuthenticationPrincipal StaffMember me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    try {
      Elevation opened =
          breakGlass.open(me, form.get("person"), form.get("case_number"), form.get("emergency"));
      return LIST + "/" + opened.elevationId();
    } catch (Problem problem) {
      String page = emergencyPage(me, request, model);
      again(form, problem, response, model);
      return page;
    }
  }

  private String emergencyPage(StaffMember me, HttpServletRequest request, Model model) {
    Locale language = Reader.of(request).language();
    frame.fill(model, request, me);
    model.addAttribute("lasts", breakGlass.lasts().toMinutes());
    model.addAttribute(
        "reasons",
        pages.choices(
            "elevation.emergency.",
            Arrays.stream(EmergencyReason.values()).map(EmergencyReason::code).toList(),
            language));
    return "staff-break-glass";
  }

  @GetMapping("/{elevationId}")
  String one(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      @RequestParam(defaultValue = "") String done,
      HttpServletRequest request,
      Model model) {
    model.addAttribute("signedOut", done.equals("signed-out"));
    return onePage(me, elevations.find(me, elevationId), request, model);
  }

  @PostMapping("/{elevationId}/approve")
  String approve(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return step(
        me, elevationId, () -> elevations.approve(me, elevationId), request, response, model);
  }

  @PostMapping("/{elevationId}/decline")
  String decline(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return step(
        me, elevationId, () -> elevations.decline(me, elevationId), request, response, model);
  }

  @PostMapping("/{elevationId}/withdraw")
  String withdraw(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return step(
        me, elevationId, () -> elevations.withdraw(me, elevationId), request, response, model);
  }

  @PostMapping("/{elevationId}/open")
  String open(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return step(me, elevationId, () -> elevations.open(me, elevationId), request, response, model);
  }

  @PostMapping("/{elevationId}/end")
  String end(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return step(me, elevationId, () -> elevations.end(me, elevationId), request, response, model);
  }

  @PostMapping("/{elevationId}/review")
  String review(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    boolean justified =
        switch (form.get("result")) {
          case "justified" -> true;
          case "not_justified" -> false;
          default -> throw Problem.of(CommonProblem.MALFORMED_REQUEST);
        };
    return step(
        me,
        elevationId,
        () -> breakGlass.review(me, elevationId, justified),
        request,
        response,
        model);
  }

  private String step(
      StaffMember me,
      UUID elevationId,
      Supplier<Elevation> step,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    try {
      return LIST + "/" + step.get().elevationId();
    } catch (Problem problem) {
      String page = onePage(me, elevations.find(me, elevationId), request, model);
      again(null, problem, response, model);
      return page;
    }
  }

  @PostMapping("/{elevationId}/sign-out")
  String signOut(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    String next =
        step(me, elevationId, () -> signOut.signOut(me, elevationId), request, response, model);
    return next.startsWith(LIST) ? next + "?done=signed-out" : next;
  }

  /** Shows what was ticked, on this page alone; it goes when the time is over. */
  @PostMapping("/{elevationId}/read")
  String read(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    Elevation elevation = elevations.find(me, elevationId);
    List<String> wanted = elevation.purpose().fields().stream().filter(form::isTicked).toList();
    try {
      ElevatedReads.Shown shown = reads.read(me, elevationId, wanted);
      Reader reader = Reader.of(request);
      String page = onePage(me, elevation, request, model);
      model.addAttribute("shown", ElevationShown.of(wanted, shown, words, reader));
      // Where no script runs, the browser itself takes the values away in time.
      Duration left = Duration.between(clock.instant(), shown.until());
      response.setHeader(
          "Refresh", Math.max(1, left.toSeconds()) + ";url=/staff/elevations/" + elevationId);
      return page;
    } catch (Problem problem) {
      String page = onePage(me, elevations.find(me, elevationId), request, model);
      again(form, problem, response, model);
      return page;
    }
  }

  private String onePage(
      StaffMember me, Elevation elevation, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    boolean isHolder = elevation.holder().equals(me.staffId());
    boolean decides = !isHolder && elevation.purpose().isDecidedBy(me.roles());
    ElevationState state = elevation.state();
    boolean mayRead = isHolder && elevations.isOpenFor(me, elevation.elevationId());
    frame.fill(model, request, me);
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    model.addAttribute("one", pages.row(elevation, me, reader));
    model.addAttribute("minutes", elevation.minutes());
    model.addAttribute("fields", pages.fields(elevation.purpose(), reader.language()));
    model.addAttribute("decide", decides && state instanceof ElevationState.Waiting);
    model.addAttribute("open", isHolder && state instanceof ElevationState.Approved);
    model.addAttribute(
        "withdraw",
        isHolder
            && (state instanceof ElevationState.Waiting
                || state instanceof ElevationState.Approved));
    model.addAttribute(
        "end",
        (isHolder && state instanceof ElevationState.Open)
            || (decides
                && (state instanceof ElevationState.Open
                    || state instanceof ElevationState.Approved)));
    model.addAttribute(
        "review", !isHolder && elevation.isUnreviewed() && ElevationFilter.isReviewer(me));
    model.addAttribute("read", mayRead);
    model.addAttribute("elsewhere", isHolder && !mayRead && state instanceof ElevationState.Open);
    if (mayRead && state instanceof ElevationState.Open running) {
      Duration left = Duration.between(clock.instant(), running.until());
      model.addAttribute("seconds", Math.max(0, left.toSeconds()));
      model.addAttribute("left", "%d:%02d".formatted(left.toMinutes(), left.toSecondsPart()));
    }
    return "staff-elevation";
  }

  /** Says what is wrong; anything that is not about this page goes on. */
  private static void again(
      @Nullable Form form, Problem problem, HttpServletResponse response, Model model) {
    if (problem.type().status() >= 500
        || problem.type() == CommonProblem.NOT_SIGNED_IN
        || problem.type() == IdentityProblem.FRESH_SIGN_IN_NEEDED) {
      throw problem;
    }
    Filled filled = (form == null ? Filled.nothing() : Filled.with(form)).refused(problem);
    model.addAttribute("form", filled);
    if (!filled.isWrong()) {
      model.addAttribute("what", problem.type().code());
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
  }
}

package dev.clef.staff;

import dev.clef.audit.LogFigures;
import dev.clef.identity.PasskeySites;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.elevation.Elevations;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.QrPicture;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The console's first pages: the way in, and the operator's home. */
@Controller
@RequestMapping("/staff")
class ConsoleController {

  private static final int MAX_URI = 500;

  /** A page of the console, without anything that could lead elsewhere. */
  private static final Pattern OWN_PAGE = Pattern.compile("/staff(/[a-z0-9-]+){0,4}");

  private final StaffAccounts staff;
  private final Overview overview;
  private final Charts charts;
  private final ClientAddresses addresses;
  private final PasskeySites sites;
  private final ConsoleFrame frame;
  private final Elevations elevations;

  ConsoleController(
      StaffAccounts staff,
      Overview overview,
      Charts charts,
      ClientAddresses addresses,
      PasskeySites sites,
      ConsoleFrame frame,
      Elevations elevations) {
    this.staff = staff;
    this.overview = overview;
    this.charts = charts;
    this.addresses = addresses;
    this.sites = sites;
    this.frame = frame;
    this.elevations = elevations;
  }

  @ModelAttribute
  void frame(Model model, HttpServletRequest request) {
    frame.fill(model, request);
  }

  /** The page of the one-time link. The token goes on in the form, never in another address. */
  @GetMapping("/setup")
  String setup(@RequestParam(defaultValue = "") String token, Model model) {
    model.addAttribute("token", token);
    return "staff-setup";
  }

  @PostMapping("/setup")
  String setUp(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    model.addAttribute("token", form.get("token"));
    try {
      StaffAccounts.Enrolment enrolment =
          staff.setUp(
              form.get("token"),
              form.get("name").strip(),
              form.get("password"),
              addresses.of(request));
      model.addAttribute("secret", enrolment.secret().replaceAll("(.{4})", "$1 ").strip());
      forTheApp(enrolment.otpauthUri(), model);
      return "staff-confirm";
    } catch (Problem problem) {
      return again("staff-setup", form, problem, response, model);
    }
  }

  @PostMapping("/confirm")
  String confirm(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    model.addAttribute("token", form.get("token"));
    model.addAttribute("secret", form.get("secret"));
    forTheApp(form.get("uri"), model);
    try {
      return opened(
          staff.confirm(form.get("token"), form.get("code").strip(), addresses.of(request)),
          response);
    } catch (Problem problem) {
      return again("staff-confirm", form, problem, response, model);
    }
  }

  /** What an authenticator takes up, as a link and as a picture. */
  private static void forTheApp(String uri, Model model) {
    if (!uri.startsWith("otpauth://totp/") || uri.length() > MAX_URI) {
      throw Problem.of(CommonProblem.MALFORMED_REQUEST);
    }
    model.addAttribute("uri", uri);
    model.addAttribute("qr", QrPicture.of(uri));
  }

  /** A session that can do nothing but add a passkey: there. */
  private static String opened(StaffAccounts.Opened session, HttpServletResponse response) {
    response.addHeader(
        HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.set(session.token(), session.maxAge()));
    return "redirect:/staff/passkeys";
  }

  /** {@code next} is where to go on; {@code again} asks those who are signed in, too. */
  @GetMapping("/sign-in")
  String signIn(
      @AuthenticationPrincipal @Nullable Object me,
      @RequestParam(defaultValue = "/staff") String next,
      @RequestParam(required = false) @Nullable String again,
      HttpServletRequest request,
      Model model) {
    if (me instanceof StaffMember && again == null) {
      return "redirect:/staff";
    }
    forSignIn(next, request, model);
    return "staff-sign-in";
  }

  private void forSignIn(String next, HttpServletRequest request, Model model) {
    model.addAttribute("next", OWN_PAGE.matcher(next).matches() ? next : "/staff");
    model.addAttribute("passkeys", sites.rpId(request).isPresent());
  }

  @PostMapping("/sign-in")
  String signIn(Form form, HttpServletRequest request, HttpServletResponse response, Model model) {
    try {
      return opened(
          staff.signIn(
              form.get("name").strip(),
              form.get("password"),
              form.get("code").strip(),
              addresses.of(request)),
          response);
    } catch (Problem problem) {
      forSignIn("/staff", request, model);
      model.addAttribute("first", true);
      return again("staff-sign-in", form, problem, response, model);
    }
  }

  @PostMapping("/sign-out")
  String signOut(@AuthenticationPrincipal StaffMember me, Form form, HttpServletResponse response) {
    staff.signOut(me);
    response.addHeader(HttpHeaders.SET_COOKIE, StaffAccounts.COOKIE.clear());
    return "redirect:/staff/sign-in?out";
  }

  @GetMapping
  String home(@AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    Reader reader = Reader.of(request);
    OverviewFigures now = overview.now();
    LogFigures.Signed signed = now.log().checkpoint();
    Instant stamped = now.time().at();
    frame.fill(model, request, me);
    model.addAttribute("now", now);
    model.addAttribute("elevations", elevations.figures());
    model.addAttribute("taken", Words.dateAndTime(reader, now.at()));
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    model.addAttribute("signed", signed == null ? "" : Words.exactTime(reader, signed.at()));
    model.addAttribute("stamped", stamped == null ? "" : Words.dateAndTime(reader, stamped));
    model.addAttribute("charts", charts.ofDays(now.days(), reader.language()));
    model.addAttribute(
        "imports", now.imports().stream().map(job -> charts.ofImport(job, reader)).toList());
    return "staff-home";
  }

  /** Says what is wrong above the form; anything that is not about the form goes on. */
  private static String again(
      String view, Form form, Problem problem, HttpServletResponse response, Model model) {
    if (problem.type().status() >= 500 && problem.type() != CommonProblem.UNAVAILABLE) {
      throw problem;
    }
    Filled filled = Filled.with(form).refused(problem);
    model.addAttribute("form", filled);
    if (!filled.isWrong()) {
      model.addAttribute("what", problem.type().code());
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return view;
  }
}

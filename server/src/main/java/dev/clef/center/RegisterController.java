package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.Registration;
import dev.clef.identity.RegistrationByMail;
import dev.clef.identity.SecondStep;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.SignIn;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.vault.Fields.Profile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Registration: what is needed, why, and nothing else. Where letters are sent the address comes
 * first, and is proven by a code; it travels sealed from page to page.
 */
@Controller
class RegisterController {

  private static final List<Profile> ASKED =
      List.of(Profile.USERNAME, Profile.EMAIL, Profile.BIRTH_DATE, Profile.COUNTRY);

  /** In the order of the form. */
  private static final List<String> REQUIRED =
      List.of("username", "password", "birth_date", "country");

  private static final CodePage CODE = new CodePage("/register", "register.code.lead");

  private final Registration registration;
  private final RegistrationByMail byMail;
  private final SignIn signIn;
  private final RateLimits limits;
  private final ClientAddresses addresses;
  private final Countries countries;

  RegisterController(
      Registration registration,
      RegistrationByMail byMail,
      SignIn signIn,
      RateLimits limits,
      ClientAddresses addresses,
      Countries countries) {
    this.registration = registration;
    this.byMail = byMail;
    this.signIn = signIn;
    this.limits = limits;
    this.addresses = addresses;
    this.countries = countries;
  }

  @GetMapping("/register")
  String form(Model model, Locale language) {
    return byMail.isOffered()
        ? first(model, Filled.nothing())
        : show(model, Filled.nothing(), "", language);
  }

  /** A page that was answered to a form, loaded anew: what it knew is gone. */
  @GetMapping({"/register/code", "/register/again", "/register/account"})
  String anew() {
    return "redirect:/register";
  }

  /** The first page: where letters are sent the address, else everything. */
  @PostMapping("/register")
  String register(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    if (!byMail.isOffered()) {
      return make(form, "", request, response, model, language);
    }
    try {
      String step = byMail.ask(form.get("email"), addresses.of(request).network(), language);
      return code(step, model);
    } catch (Problem problem) {
      return first(problem, form, response, model);
    }
  }

  /** Another code to the same address. */
  @PostMapping("/register/again")
  String again(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String step = form.get("step");
    try {
      step = byMail.again(step, addresses.of(request).network(), language);
      model.addAttribute("again", true);
      return code(step, model);
    } catch (Problem problem) {
      return code(problem, step, form, response, model);
    }
  }

  /** The code; then the rest is asked for. */
  @PostMapping("/register/code")
  String code(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    String step = form.get("step");
    try {
      Optional<String> proven =
          byMail.confirm(step, form.get("mail_code"), addresses.of(request).network());
      if (proven.isPresent()) {
        return show(model, Filled.nothing(), proven.get(), language);
      }
      CodePage.wrong(model, response);
      return code(step, model);
    } catch (Problem problem) {
      return code(problem, step, form, response, model);
    }
  }

  /** The rest, for an address that is proven. */
  @PostMapping("/register/account")
  String account(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    return make(form, form.get("step"), request, response, model, language);
  }

  private String first(Model model, Filled filled) {
    model.addAttribute("form", filled);
    return "register-address";
  }

  private String first(Problem problem, Form form, HttpServletResponse response, Model model) {
    Filled filled = Filled.with(form).refused(problem);
    if (problem.type() == CommonProblem.RATE_LIMITED) {
      filled.wrong("email", "error.rate_limited");
    } else if (problem.type() == IdentityProblem.CODE_EXPIRED
        || problem.type() == IdentityProblem.ADDRESS_NEEDED) {
      filled.wrong("email", "error.step_too_old");
    }
    if (!filled.isWrong()) {
      throw problem;
    }
    response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
    return first(model, filled);
  }

  private String code(String step, Model model) {
    return CODE.show(model, step, byMail.addressAsked(step).orElse(""));
  }

  private String code(
      Problem problem, String step, Form form, HttpServletResponse response, Model model) {
    if (problem.type() == CommonProblem.RATE_LIMITED) {
      CodePage.tooOften(model, response);
      return code(step, model);
    }
    return first(problem, form, response, model);
  }

  /** Makes the account and signs in; a form with something wrong is shown again, filled. */
  private String make(
      Form form,
      String proven,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    ClientAddress address = addresses.of(request);
    Map<Profile, String> values = new EnumMap<>(Profile.class);
    for (Profile field : ASKED) {
      String entered = form.entered(field.field());
      if (entered != null && (proven.isEmpty() || field != Profile.EMAIL)) {
        values.put(field, entered);
      }
    }
    values.put(Profile.LOCALE, language.toLanguageTag());
    String password = form.get("password");
    try {
      limits.require("registration", address.network());
      if (password.isEmpty()) {
        // Said together with whatever else is missing, and not one after the other.
        filledIn(form);
      }
      if (proven.isEmpty()) {
        registration.register(values, password);
      } else {
        registration.register(values, password, proven);
      }
    } catch (Problem problem) {
      if (problem.type() == IdentityProblem.PARENT_NEEDED) {
        return "child";
      }
      boolean spent = problem.type() == IdentityProblem.ADDRESS_NEEDED;
      if ((spent || isTaken(problem, "username"))
          && registration.isJustMade(values.getOrDefault(Profile.USERNAME, ""))) {
        // A second click where no script holds it back: whoever knows the password is the same.
        Optional<String> there = signedIn(values, password, request, response);
        if (there.isPresent()) {
          return there.get();
        }
      }
      if (spent) {
        return first(problem, form, response, model);
      }
      if (isTaken(problem, "email")) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return first(model, Filled.nothing().wrong("email", "error.address_taken"));
      }
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return show(model, filled, proven, language);
    }
    return proven.isEmpty()
        ? signIn(values, password, request, response)
        : signInMailed(values, password, request, response);
  }

  private String signInMailed(
      Map<Profile, String> values,
      String password,
      HttpServletRequest request,
      HttpServletResponse response) {
    return goOn(
        signIn.signInMailed(
            values.getOrDefault(Profile.USERNAME, ""),
            password,
            SignInController.device(request),
            addresses.of(request).text()),
        response);
  }

  private String signIn(
      Map<Profile, String> values,
      String password,
      HttpServletRequest request,
      HttpServletResponse response) {
    return goOn(
        signIn.signIn(
            values.getOrDefault(Profile.USERNAME, ""),
            password,
            SecondStep.NONE,
            SignInController.device(request),
            addresses.of(request).text()),
        response);
  }

  private static String goOn(SignIn.Result result, HttpServletResponse response) {
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.set(result.session()));
    return "redirect:/privacy?new";
  }

  /** Signs in with the password of the form, when it is the account's. */
  private Optional<String> signedIn(
      Map<Profile, String> values,
      String password,
      HttpServletRequest request,
      HttpServletResponse response) {
    try {
      return Optional.of(signIn(values, password, request, response));
    } catch (Problem another) {
      return Optional.empty();
    }
  }

  private static boolean isTaken(Problem problem, String what) {
    return problem.fields().contains(new Problem.Field(what, FieldReason.TAKEN));
  }

  /**
   * Refuses a form with empty fields.
   *
   * @throws Problem {@code invalid_fields}
   */
  private static void filledIn(Form form) {
    throw Problem.fields(
        REQUIRED.stream()
            .filter(field -> form.entered(field) == null)
            .map(field -> new Problem.Field(field, FieldReason.REQUIRED))
            .toList());
  }

  private String show(Model model, Filled filled, String proven, Locale language) {
    model.addAttribute("form", filled);
    model.addAttribute("step", proven);
    model.addAttribute("address", byMail.addressProven(proven).orElse(""));
    model.addAttribute("countries", countries.in(language));
    return "register";
  }
}

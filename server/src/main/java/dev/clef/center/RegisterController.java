package dev.clef.center;

import dev.clef.identity.IdentityProblem;
import dev.clef.identity.Registration;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.SignIn;
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

/** Registration: what is needed, why, and nothing else. */
@Controller
class RegisterController {

  private static final List<Profile> ASKED =
      List.of(Profile.USERNAME, Profile.EMAIL, Profile.BIRTH_DATE, Profile.COUNTRY);

  /** In the order of the form. */
  private static final List<String> REQUIRED =
      List.of("username", "password", "birth_date", "country");

  private final Registration registration;
  private final SignIn signIn;
  private final RateLimits limits;
  private final ClientAddresses addresses;
  private final Countries countries;

  RegisterController(
      Registration registration,
      SignIn signIn,
      RateLimits limits,
      ClientAddresses addresses,
      Countries countries) {
    this.registration = registration;
    this.signIn = signIn;
    this.limits = limits;
    this.addresses = addresses;
    this.countries = countries;
  }

  @GetMapping("/register")
  String form(Model model, Locale language) {
    return show(model, Filled.nothing(), language);
  }

  /** Makes the account and signs in; a form with something wrong is shown again, filled. */
  @PostMapping("/register")
  String register(
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    ClientAddress address = addresses.of(request);
    Map<Profile, String> values = new EnumMap<>(Profile.class);
    for (Profile field : ASKED) {
      String entered = form.entered(field.field());
      if (entered != null) {
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
      registration.register(values, password);
    } catch (Problem problem) {
      if (problem.type() == IdentityProblem.PARENT_NEEDED) {
        return "child";
      }
      if (isTaken(problem) && registration.isJustMade(values.getOrDefault(Profile.USERNAME, ""))) {
        // A second click where no script holds it back: whoever knows the password is the same.
        Optional<String> there = signedIn(values, password, request, response);
        if (there.isPresent()) {
          return there.get();
        }
      }
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return show(model, filled, language);
    }
    return signIn(values, password, request, response);
  }

  private String signIn(
      Map<Profile, String> values,
      String password,
      HttpServletRequest request,
      HttpServletResponse response) {
    SignIn.Result result =
        signIn.signIn(
            values.getOrDefault(Profile.USERNAME, ""),
            password,
            null,
            SignInController.device(request),
            addresses.of(request).text());
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

  private static boolean isTaken(Problem problem) {
    return problem.fields().stream().anyMatch(field -> field.reason() == FieldReason.TAKEN);
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

  private String show(Model model, Filled filled, Locale language) {
    model.addAttribute("form", filled);
    model.addAttribute("countries", countries.in(language));
    return "register";
  }
}

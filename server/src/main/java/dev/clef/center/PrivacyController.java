package dev.clef.center;

import dev.clef.identity.EmailConfirmation;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.LostFactors;
import dev.clef.identity.MyProfile;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Languages;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.SensitiveAct;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields.Profile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.support.RequestContextUtils;

/** The overview: what is held about a person, and its correction in place. */
@Controller
@RequestMapping("/privacy")
class PrivacyController {

  private static final List<Profile> ACCOUNT =
      List.of(Profile.USERNAME, Profile.EMAIL, Profile.PHONE_NUMBER);

  private final MyProfile profile;
  private final EmailConfirmation confirmation;
  private final Languages languages;
  private final Countries countries;
  private final Words words;
  private final Drafts drafts;
  private final StepUp stepUp;
  private final LostFactors lost;

  PrivacyController(
      MyProfile profile,
      EmailConfirmation confirmation,
      Languages languages,
      Countries countries,
      Words words,
      Drafts drafts,
      StepUp stepUp,
      LostFactors lost) {
    this.profile = profile;
    this.confirmation = confirmation;
    this.languages = languages;
    this.countries = countries;
    this.words = words;
    this.drafts = drafts;
    this.stepUp = stepUp;
    this.lost = lost;
  }

  @GetMapping
  String overview(
      @AuthenticationPrincipal SignedIn me,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    LostController.tell(lost, me, request, model);
    return show(me, request, response, model);
  }

  @GetMapping("/change/{field}")
  String form(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable String field,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model,
      Locale language) {
    me.withoutDuties();
    Profile which = field(field);
    if (needsProof(me, which)) {
      return askFirst(me, which, request, response, model);
    }
    FieldValue held = profile.held(me.subject()).get(which);
    String now = held == null ? "" : held.text();
    Optional<String> draft = drafts.take(request, response);
    model.addAttribute("form", Filled.holding(field, draft.orElse(now)));
    model.addAttribute("kept", draft.isPresent());
    model.addAttribute("old", now);
    return change(which, model, language);
  }

  /** Corrects one field; the page that follows offers the way back. */
  @PostMapping("/change/{field}")
  String change(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable String field,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    me.withoutDuties();
    Profile which = field(field);
    if (needsProof(me, which)) {
      drafts.keep(Drafts.CHANGE + which.field(), form, response);
      return askFirst(me, which, request, response, model);
    }
    String value = form.get(field).strip();
    try {
      profile.correct(me.subject(), Map.of(which, value));
    } catch (Problem problem) {
      if (problem.type() == IdentityProblem.PARENT_NEEDED) {
        return "child";
      }
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      model.addAttribute("form", filled);
      model.addAttribute("old", form.get("old"));
      return change(which, model, RequestContextUtils.getLocale(request));
    }
    model.addAttribute("changed", which.field());
    model.addAttribute("undone", form.isTicked("undo"));
    model.addAttribute("old", form.get("old"));
    model.addAttribute("now", value);
    model.addAttribute("path", "/privacy"); // where choosing another language goes back to
    if (which == Profile.LOCALE) {
      Languages.choose(response, value);
    }
    return show(me, request, response, model);
  }

  /** By a name somebody signs in: whoever has their session must not take it from them. */
  private boolean needsProof(SignedIn me, Profile field) {
    return (field == Profile.USERNAME || field == Profile.EMAIL)
        && !stepUp.isDone(me, SensitiveAct.CHANGE_FACTOR);
  }

  /** A part of a page that is fetched by a script cannot lead elsewhere by itself. */
  private String askFirst(
      SignedIn me,
      Profile field,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    String next = Drafts.CHANGE + field.field();
    if (request.getHeader("HX-Request") == null) {
      return ConfirmController.before(next);
    }
    response.setHeader("HX-Redirect", "/privacy/confirm?next=" + next);
    model.addAttribute("next", next);
    model.addAttribute("form", Filled.nothing());
    model.addAttribute("has", stepUp.needsPasskey(me));
    return "confirm";
  }

  private String show(
      SignedIn me, HttpServletRequest request, HttpServletResponse response, Model model) {
    Map<String, FieldValue> held = new TreeMap<>(profile.everything(me.subject()));
    FieldValue locale = held.get(Profile.LOCALE.field());
    if (locale != null) {
      languages.prefer(request, response, locale.text());
    }
    FieldValue email = held.get(Profile.EMAIL.field());
    if (email != null && confirmation.isMissing(me.subject(), email.text())) {
      model.addAttribute("unconfirmed", Profile.EMAIL.field());
    }
    Reader reader = Reader.of(request);
    List<DataRow> account = new ArrayList<>();
    List<DataRow> aboutYou = new ArrayList<>();
    for (Profile field : Profile.values()) {
      DataRow row = DataRow.of(field, held.remove(field.field()), words, reader);
      (ACCOUNT.contains(field) ? account : aboutYou).add(row);
    }
    List<DataRow> imported = new ArrayList<>();
    held.forEach((name, value) -> imported.add(DataRow.imported(name, value, words, reader)));
    model.addAttribute("account", account);
    model.addAttribute("aboutYou", aboutYou);
    model.addAttribute("imported", imported);
    model.addAttribute("fresh", request.getParameter("new") != null);
    return "overview";
  }

  private String change(Profile field, Model model, Locale language) {
    model.addAttribute("field", field.field());
    model.addAttribute("countries", countries.in(language));
    model.addAttribute("speech", Languages.CHOICES);
    return "change";
  }

  private static Profile field(String name) {
    return Arrays.stream(Profile.values())
        .filter(field -> field.field().equals(name))
        .findFirst()
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }
}

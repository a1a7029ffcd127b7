package dev.clef.staff;

import dev.clef.audit.Actor;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRules;
import dev.clef.openid.Client;
import dev.clef.openid.ClientKind;
import dev.clef.openid.Clients;
import dev.clef.openid.NewClient;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The applications that sign people in with Clef; a secret is shown once. */
@Controller
@RequestMapping("/staff/clients")
class ClientsPageController {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};
  private static final String ADD = "/staff/clients/new";

  private final Clients clients;
  private final StaffAccounts staff;
  private final ConsoleFrame frame;
  private final Words words;

  ClientsPageController(Clients clients, StaffAccounts staff, ConsoleFrame frame, Words words) {
    this.clients = clients;
    this.staff = staff;
    this.frame = frame;
    this.words = words;
  }

  /**
   * A line of the list.
   *
   * @param proof {@code secret}, {@code keys} or {@code none}
   * @param people who have allowed it something
   */
  public record Row(
      String clientId,
      String name,
      String kind,
      String proof,
      boolean dpop,
      String since,
      long people) {}

  /** An answer to choose. */
  public record Choice(String code, String name) {}

  @GetMapping
  String all(@AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    frame.fill(model, request, me);
    Map<String, Long> people = clients.people();
    Reader reader = Reader.of(request);
    model.addAttribute(
        "clients",
        clients.all().stream()
            .map(one -> row(one, people.getOrDefault(one.clientId(), 0L), reader))
            .toList());
    model.addAttribute("mayAdd", StaffRules.mayOpen(me, ADD));
    return "staff-clients";
  }

  private Row row(Client one, long people, Reader reader) {
    return new Row(
        one.clientId(),
        one.name(),
        kind(one.kind(), reader.language()),
        proof(one),
        one.dpopBound(),
        Words.shortDate(reader.language(), one.createdAt().atZone(reader.zone()).toLocalDate()),
        people);
  }

  private static String proof(Client one) {
    if (one.signs()) {
      return "keys";
    }
    return one.secretAt() == null ? "none" : "secret";
  }

  private String kind(ClientKind kind, Locale language) {
    return words.say(language, "console.clients.kind." + kind.code());
  }

  @GetMapping("/new")
  String form(@AuthenticationPrincipal StaffMember me, HttpServletRequest request, Model model) {
    Map<String, String> usual =
        Map.of(
            "kind",
            ClientKind.WEB.code(),
            "id_token_signed_response_alg",
            NewClient.ALGORITHMS.getFirst());
    return form(me, Filled.holding(usual), request, model);
  }

  private String form(StaffMember me, Filled filled, HttpServletRequest request, Model model) {
    frame.fill(model, request, me);
    model.addAttribute("form", filled);
    Locale language = Reader.of(request).language();
    model.addAttribute(
        "kinds",
        Arrays.stream(ClientKind.values())
            .map(kind -> new Choice(kind.code(), kind(kind, language)))
            .toList());
    model.addAttribute(
        "algorithms", NewClient.ALGORITHMS.stream().map(it -> new Choice(it, it)).toList());
    return "staff-client-new";
  }

  @PostMapping("/new")
  String add(
      @AuthenticationPrincipal StaffMember me,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    staff.requireFresh(me);
    try {
      return shown(me, clients.add(wanted(form), by(me)), request, model);
    } catch (Problem problem) {
      Filled filled = Filled.with(form);
      problem
          .fields()
          .forEach(field ->
              filled.wrong(
                  field.name().replaceFirst("\\[.*", ""), "error." + field.reason().code()));
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return form(me, filled, request, model);
    }
  }

  private static NewClient wanted(Form form) {
    return new NewClient(
        form.get("name"),
        form.get("kind"),
        lines(form.get("redirect_uris")),
        lines(form.get("logout_uris")),
        words(form.get("scopes")),
        !form.isTicked("trusted"),
        keys(form.get("jwks")),
        form.entered("jwks_uri"),
        form.entered("sector_identifier_uri"),
        form.isTicked("dpop_bound"),
        form.entered("backchannel_logout_uri"),
        form.entered("id_token_signed_response_alg"),
        form.entered("userinfo_signed_response_alg"),
        form.isTicked("pkce_optional"),
        form.isTicked("par_required"));
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1)).filter(it -> !it.isEmpty()).toList();
  }

  private static @Nullable Map<String, Object> keys(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      return JSON.readValue(text, MEMBERS);
    } catch (JacksonException notJson) {
      throw Problem.field("jwks", FieldReason.INVALID);
    }
  }

  @GetMapping("/{clientId}")
  String one(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable String clientId,
      HttpServletRequest request,
      Model model) {
    return one(me, known(clientId), Filled.nothing(), request, model);
  }

  private String one(
      StaffMember me, Client client, Filled filled, HttpServletRequest request, Model model) {
    frame.fill(model, request, me);
    long people = clients.people().getOrDefault(client.clientId(), 0L);
    model.addAttribute("row", row(client, people, Reader.of(request)));
    model.addAttribute("client", client);
    model.addAttribute(
        "jwks",
        client.jwks() == null
            ? ""
            : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(client.jwks()));
    model.addAttribute("mayChange", StaffRules.mayOpen(me, ADD));
    model.addAttribute("form", filled);
    return "staff-client";
  }

  @PostMapping("/{clientId}/secret")
  String newSecret(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable String clientId,
      HttpServletRequest request,
      Model model) {
    staff.requireFresh(me);
    return shown(
        me,
        clients.newSecret(clientId, by(me)).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND)),
        request,
        model);
  }

  @PostMapping("/{clientId}/keys")
  String newKeys(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable String clientId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    staff.requireFresh(me);
    Client client = known(clientId);
    try {
      clients.replaceKeys(clientId, keys(form.get("jwks")), form.entered("jwks_uri"), by(me));
      return "redirect:/staff/clients/" + client.clientId() + "?keys";
    } catch (Problem problem) {
      Filled filled = Filled.with(form).refused(problem);
      if (!filled.isWrong()) {
        throw problem;
      }
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      return one(me, client, filled, request, model);
    }
  }

  @PostMapping("/{clientId}/remove")
  String remove(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable String clientId,
      Form form,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    staff.requireFresh(me);
    Client client = known(clientId);
    if (!form.isTicked("understood")) {
      response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
      Filled filled = Filled.nothing().wrong("understood", "error.understood");
      return one(me, client, filled, request, model);
    }
    clients.remove(clientId, by(me));
    return "redirect:/staff/clients?removed";
  }

  private Client known(String clientId) {
    return clients.find(clientId).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private String shown(StaffMember me, Clients.Made made, HttpServletRequest request, Model model) {
    frame.fill(model, request, me);
    model.addAttribute("path", "/staff/clients"); // another language does not show it again
    model.addAttribute("client", made.client());
    model.addAttribute("secret", made.secret());
    return "staff-client-made";
  }

  private static Actor by(StaffMember me) {
    return Actor.staff(me.staffId());
  }
}

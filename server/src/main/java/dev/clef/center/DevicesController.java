package dev.clef.center;

import dev.clef.identity.Session;
import dev.clef.identity.SessionCookie;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignedIn;
import dev.clef.platform.web.pages.Form;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where a person is signed in. */
@Controller
@RequestMapping("/privacy/devices")
class DevicesController {

  private final Sessions sessions;

  DevicesController(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * A session as it is shown.
   *
   * @param full what the browser called itself, in its own words
   */
  public record Device(
      UUID sessionId,
      String name,
      String full,
      String address,
      String since,
      String lastSeen,
      boolean phone,
      boolean current) {}

  @GetMapping
  String devices(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable String ended,
      HttpServletRequest request,
      Model model) {
    me.withoutDuties();
    if (ended != null) {
      model.addAttribute("done", ended.equals("others") ? "devices.ended.others" : "devices.ended");
    }
    Reader reader = Reader.of(request);
    List<Device> devices =
        sessions.of(me).stream().map(session -> device(session, reader)).toList();
    model.addAttribute("devices", devices);
    model.addAttribute("others", sessions.hasOthers(me));
    return "devices";
  }

  private static Device device(Session session, Reader reader) {
    return new Device(
        session.sessionId(),
        Browsers.name(session.device()),
        session.device(),
        session.address(),
        Words.date(reader, session.createdAt()),
        Words.date(reader, session.lastSeenAt()) + ", " + Words.time(reader, session.lastSeenAt()),
        Browsers.isPhone(session.device()),
        session.current());
  }

  @PostMapping("/{sessionId}/end")
  String end(@AuthenticationPrincipal SignedIn me, @PathVariable UUID sessionId, Form form) {
    sessions.end(me.subject(), sessionId);
    return "redirect:/privacy/devices?ended";
  }

  @PostMapping("/end-others")
  String endOthers(@AuthenticationPrincipal SignedIn me, Form form) {
    sessions.endOthers(me);
    return "redirect:/privacy/devices?ended=others";
  }

  /** Ends every session, this one too. */
  @PostMapping("/end-all")
  String endAll(@AuthenticationPrincipal SignedIn me, HttpServletResponse response, Form form) {
    sessions.endAll(me.subject());
    response.addHeader(HttpHeaders.SET_COOKIE, SessionCookie.clear());
    return "redirect:/?signed-out";
  }
}

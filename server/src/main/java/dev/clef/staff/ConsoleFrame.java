package dev.clef.staff;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRules;
import dev.clef.identity.staff.elevation.BreakGlass;
import dev.clef.identity.staff.elevation.ElevationFilter;
import dev.clef.platform.Demo;
import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.Filled;
import dev.clef.platform.web.pages.Languages;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.ui.Model;

/** What the frame around every page of the console needs. Thread-safe. */
final class ConsoleFrame {

  /** Pages that live from what their form carries: another language would lead away from them. */
  private static final Set<String> OF_THE_LINK = Set.of("/staff/setup", "/staff/confirm");

  /** The menu, in its order; each sees what they may open. */
  private static final List<Room> ROOMS =
      List.of(
          new Room("/staff", "console.menu.home"),
          new Room("/staff/elevations", "console.menu.elevations"),
          new Room("/staff/keys", "console.menu.keys"),
          new Room("/staff/catalogue", "console.menu.catalogue"),
          new Room("/staff/clients", "console.menu.clients"),
          new Room("/staff/people", "console.menu.people"));

  /** An entry of the menu. */
  public record Room(String path, String name) {}

  private final StaffAccounts staff;
  private final BreakGlass breakGlass;
  private final Assets assets;
  private final Demo demo;

  ConsoleFrame(StaffAccounts staff, BreakGlass breakGlass, Assets assets, Demo demo) {
    this.staff = staff;
    this.breakGlass = breakGlass;
    this.assets = assets;
    this.demo = demo;
  }

  /** For a page that anybody may open. */
  void fill(Model model, HttpServletRequest request) {
    model.addAttribute("assets", assets);
    model.addAttribute("demo", demo.on());
    model.addAttribute("form", Filled.nothing());
    String path = request.getRequestURI();
    if (!OF_THE_LINK.contains(path)) {
      model.addAttribute("languages", Languages.ALL);
      model.addAttribute("path", path);
    }
  }

  /** For a page of somebody who is signed in: with the way to the others. */
  void fill(Model model, HttpServletRequest request, StaffMember me) {
    fill(model, request);
    model.addAttribute("me", staff.nameOf(me));
    model.addAttribute("alarm", ElevationFilter.isReviewer(me) ? breakGlass.unreviewed() : 0L);
    if (me.bound()) {
      model.addAttribute("proveEvery", staff.proveEvery().toSeconds());
    }
    model.addAttribute(
        "rooms", ROOMS.stream().filter(room -> StaffRules.mayOpen(me, room.path())).toList());
  }
}

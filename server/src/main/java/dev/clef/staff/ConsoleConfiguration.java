package dev.clef.staff;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.elevation.BreakGlass;
import dev.clef.identity.staff.elevation.Elevations;
import dev.clef.keys.CustodyFigures;
import dev.clef.keys.EpochKeeper;
import dev.clef.keys.KeyRotations;
import dev.clef.keys.KeysProperties;
import dev.clef.platform.Demo;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.lanes.Lane;
import dev.clef.platform.web.lanes.LanePaths;
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.PageRenderer;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.ErasureFigures;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;

/** Wires the pages of the console: who may open which, and what they show. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

  @Bean
  ConsoleFrame consoleFrame(StaffAccounts staff, BreakGlass breakGlass, Assets assets, Demo demo) {
    return new ConsoleFrame(staff, breakGlass, assets, demo);
  }

  /** Before that of listeners, which answers everything. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  StaffProblemPage staffProblemPage(PageRenderer pages, ConsoleFrame frame, Words words) {
    return new StaffProblemPage(pages, frame, words);
  }

  @Bean
  ElevationPages elevationPages(
      StaffAccounts staff, Elevations elevations, Words words, Clock clock) {
    return new ElevationPages(staff, elevations, words, clock);
  }

  @Bean
  KeysOverview keysOverview(
      CustodyFigures custody,
      KeysProperties properties,
      EpochKeeper keeper,
      KeyRotations rotations,
      ErasureFigures erasures,
      Clock clock) {
    return new KeysOverview(custody, properties, keeper, rotations, erasures, clock);
  }

  @Bean
  PublicPath consoleSetupPage() {
    return PublicPath.get("/staff/setup");
  }

  @Bean
  PublicPath consoleSetupForm() {
    return PublicPath.post("/staff/setup");
  }

  @Bean
  PublicPath consoleConfirmForm() {
    return PublicPath.post("/staff/confirm");
  }

  @Bean
  PublicPath consoleSignInPage() {
    return PublicPath.get("/staff/sign-in");
  }

  @Bean
  PublicPath consoleSignInForm() {
    return PublicPath.post("/staff/sign-in");
  }

  @Bean
  LanePaths hashingConsoleForms() {
    return LanePaths.of(
        Lane.HASHING, HttpMethod.POST, "/staff/setup", "/staff/confirm", "/staff/sign-in");
  }

  @Bean
  BodyRule consoleBody() {
    return BodyRule.form("/staff/**");
  }
}

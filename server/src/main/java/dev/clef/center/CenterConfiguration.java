package dev.clef.center;

import dev.clef.identity.OneTimeCodes;
import dev.clef.identity.PasskeySites;
import dev.clef.keys.Handover;
import dev.clef.platform.Demo;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.PageRenderer;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.Sentences;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the pages. */
@Configuration(proxyBeanMethods = false)
class CenterConfiguration {

  private static final String LISTENER = "LISTENER";

  @Bean
  Countries countries() {
    return new Countries();
  }

  @Bean
  Timeline timeline(Sentences sentences, Words words, Clock clock) {
    return new Timeline(sentences, words, clock);
  }

  @Bean
  Drafts drafts(Handover handover) {
    return new Drafts(handover);
  }

  @Bean
  CenterProblemPage centerProblemPage(PageRenderer pages, Drafts drafts, ReturnPath ways) {
    return new CenterProblemPage(pages, drafts, ways);
  }

  @Bean
  ReturnPath returnPath(Handover handover) {
    return new ReturnPath(handover);
  }

  @Bean
  FrameAdvice frameAdvice(Assets assets, Demo demo, PasskeySites sites, OneTimeCodes codes) {
    return new FrameAdvice(assets, demo, sites, codes);
  }

  @Bean
  PublicPath welcomePath() {
    return PublicPath.get("/");
  }

  @Bean
  PublicPath registerPage() {
    return PublicPath.get("/register");
  }

  @Bean
  PublicPath registerForm() {
    return PublicPath.post("/register");
  }

  @Bean
  PublicPath registerStepPages() {
    return PublicPath.get("/register/*");
  }

  @Bean
  PublicPath registerStepForms() {
    return PublicPath.post("/register/*");
  }

  @Bean
  BodyRule registerStepBody() {
    return BodyRule.form("/register/*");
  }

  @Bean
  PublicPath forgotPage() {
    return PublicPath.get("/forgot");
  }

  @Bean
  PublicPath forgotForm() {
    return PublicPath.post("/forgot");
  }

  @Bean
  BodyRule forgotBody() {
    return BodyRule.form("/forgot");
  }

  @Bean
  PublicPath forgotStepPages() {
    return PublicPath.get("/forgot/*");
  }

  @Bean
  PublicPath forgotStepForms() {
    return PublicPath.post("/forgot/*");
  }

  @Bean
  BodyRule forgotStepBody() {
    return BodyRule.form("/forgot/*");
  }

  @Bean
  PublicPath signInPage() {
    return PublicPath.get("/sign-in");
  }

  @Bean
  PublicPath signInForm() {
    return PublicPath.post("/sign-in");
  }

  @Bean
  PublicPath signOutQuestion() {
    return PublicPath.get("/connect/logout");
  }

  @Bean
  PublicPath signOutAnswer() {
    return PublicPath.post("/connect/logout");
  }

  @Bean
  BodyRule signOutAnswerBody() {
    return BodyRule.form("/connect/logout");
  }

  @Bean
  PublicPath returnPage() {
    return PublicPath.get(ReturnPath.PLACE + "*");
  }

  @Bean
  RolePath consentPages() {
    return new RolePath("/consent/**", LISTENER);
  }

  @Bean
  BodyRule consentBody() {
    return BodyRule.form("/consent/**");
  }

  @Bean
  RolePath devicePages() {
    return new RolePath("/device/**", LISTENER);
  }

  @Bean
  BodyRule deviceBody() {
    return BodyRule.form("/device/**");
  }

  /** Codes have eight letters of twenty: this many guesses find one in a million years. */
  @Bean
  RateLimit deviceCodesByPerson() {
    return new RateLimit(DeviceController.BY_PERSON, 10, Duration.ofSeconds(30));
  }

  @Bean
  RateLimit deviceCodesByNetwork() {
    return new RateLimit(DeviceController.BY_NETWORK, 30, Duration.ofSeconds(10));
  }

  @Bean
  PublicPath erasedPage() {
    return PublicPath.get("/erased/*");
  }

  @Bean
  PublicPath languageForm() {
    return PublicPath.post("/language");
  }

  @Bean
  RolePath privacyPages() {
    return new RolePath("/privacy/**", LISTENER);
  }

  @Bean
  RolePath settlePages() {
    return new RolePath("/settle/**", LISTENER);
  }

  @Bean
  RolePath signOutForm() {
    return new RolePath("/sign-out", LISTENER);
  }

  @Bean
  BodyRule registerBody() {
    return BodyRule.form("/register");
  }

  @Bean
  BodyRule signInBody() {
    return BodyRule.form("/sign-in");
  }

  @Bean
  BodyRule signOutBody() {
    return BodyRule.form("/sign-out");
  }

  @Bean
  BodyRule languageBody() {
    return BodyRule.form("/language");
  }

  @Bean
  BodyRule privacyBody() {
    return BodyRule.form("/privacy/**");
  }

  @Bean
  BodyRule settleBody() {
    return BodyRule.form("/settle/**");
  }
}

package dev.clef.staff;

import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.limits.BodyRule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may open which page of the console. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

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
  RolePath consolePages() {
    return new RolePath("/staff/**", "STAFF");
  }

  @Bean
  BodyRule consoleBody() {
    return BodyRule.form("/staff/**");
  }
}

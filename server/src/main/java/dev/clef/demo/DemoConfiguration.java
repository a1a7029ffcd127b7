package dev.clef.demo;

import dev.clef.audit.AuditLog;
import dev.clef.identity.Credentials;
import dev.clef.identity.Finder;
import dev.clef.identity.MyProfile;
import dev.clef.identity.Passwords;
import dev.clef.identity.Registration;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignIn;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.imports.Imports;
import dev.clef.platform.DataFolder;
import dev.clef.platform.DemoFolder;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.rights.Erasures;
import dev.clef.rights.ExportPackage;
import dev.clef.subject.PersonalData;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Wires the trial mode; nothing of it exists without {@code clef.demo=true}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("clef.demo")
class DemoConfiguration {

  @Bean
  @Primary
  DemoClock demoClock(@Qualifier("clock") Clock machine) {
    return new DemoClock(machine);
  }

  @Bean
  Deeds demoDeeds(
      Registration registration,
      SignIn signIn,
      Credentials credentials,
      Sessions sessions,
      Finder finder,
      MyProfile profile,
      Passwords passwords,
      List<PersonalData> owners,
      ExportPackage export,
      Erasures erasures,
      UuidV7 ids,
      DemoClock clock) {
    return new Deeds(
        registration,
        signIn,
        credentials,
        sessions,
        finder,
        profile,
        passwords,
        owners,
        export,
        erasures,
        ids,
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  @Bean
  DemoStart demoStart(
      DataFolder folder,
      AuditLog log,
      Deeds deeds,
      Imports imports,
      PasswordHasher hasher,
      DemoClock clock) {
    Arrivals arrivals =
        new Arrivals(imports, hasher, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    return new DemoStart(DemoFolder.of(folder), log, new Seeder(deeds, arrivals), clock);
  }

  @Bean
  Welcome demoWelcome(DemoClock clock) {
    return new Welcome(clock);
  }

  @Bean
  PublicPath styleguidePath() {
    return PublicPath.get("/styleguide");
  }

  @Bean
  PublicPath lettersPath() {
    return PublicPath.get("/trial/mail/**");
  }

  @Bean
  DemoHeader demoHeader() {
    return new DemoHeader();
  }
}

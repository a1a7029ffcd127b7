package dev.clef.platform.web;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.platform.web.limits.RateLimit;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.util.unit.DataSize;

/** The web mechanism alone: no database, a controller that probes it. Never scanned by others. */
@TestComponent
@SpringBootApplication(
    scanBasePackages = {"dev.clef.platform.web"},
    exclude = DataSourceAutoConfiguration.class)
@Import(ProbeController.class)
class WebTestApplication {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  @Lazy
  DataFolder dataFolder(@Value("${clef.data}") Path root) {
    return new DataFolder(root);
  }

  @Bean
  Randomness randomness() {
    return new Randomness();
  }

  @Bean
  UuidV7 uuidV7(Clock clock, Randomness randomness) {
    return new UuidV7(clock, randomness);
  }

  /** Readiness names both databases; here there is none to ask. */
  @Bean
  HealthIndicator dbHealthIndicator() {
    return () -> Health.up().build();
  }

  @Bean
  HealthIndicator keysDbHealthIndicator() {
    return () -> Health.up().build();
  }

  @Bean
  PublicPath probes() {
    return PublicPath.post("/probe/**");
  }

  @Bean
  PublicPath probesRead() {
    return PublicPath.get("/probe/**");
  }

  @Bean
  BodyRule large() {
    return new BodyRule("/probe/large/**", DataSize.ofMegabytes(1), Set.of("text/csv"));
  }

  @Bean
  RateLimit twice() {
    return new RateLimit("twice", 2, Duration.ofSeconds(90));
  }

  /** Whoever sends this token is signed in; whoever sends the other is an operator. */
  @Bean
  RequestAuthenticator tokens() {
    return request ->
        Optional.ofNullable(request.getHeader("Authorization"))
            .filter("Bearer test"::equals)
            .map(_ -> UsernamePasswordAuthenticationToken.authenticated("anna", null, List.of()));
  }

  @Bean
  OutageClassifier outages() {
    return failure -> failure instanceof ProbeController.Outage;
  }
}

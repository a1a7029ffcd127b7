package dev.clef.identity.staff.elevation;

import dev.clef.audit.AuditLog;
import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.Sessions;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.keys.PersonKeys;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.vault.Grants;
import dev.clef.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires elevations. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ElevationProperties.class)
class ElevationConfiguration {

  @Bean
  ElevationStore elevationStore(JdbcClient jdbc) {
    return new ElevationStore(jdbc);
  }

  @Bean
  ElevationEvents elevationEvents(AuditLog log, PersonKeys keys) {
    return new ElevationEvents(log, keys);
  }

  @Bean
  PersonSearch personSearch(Finder finder, Accounts accounts, ElevationEvents events) {
    return new PersonSearch(finder, accounts, events);
  }

  @Bean
  Elevations elevations(
      ElevationStore store,
      ElevationEvents events,
      PersonSearch people,
      Grants grants,
      RateLimits limits,
      TransactionTemplate transaction,
      ElevationProperties properties,
      UuidV7 ids,
      Clock clock) {
    return new Elevations(
        store, events, people, grants, limits, transaction, properties, ids, clock);
  }

  @Bean
  BreakGlass breakGlass(
      StaffAccounts staff,
      Elevations elevations,
      ElevationStore store,
      ElevationEvents events,
      PersonSearch people,
      Grants grants,
      RateLimits limits,
      TransactionTemplate transaction,
      ElevationProperties properties,
      UuidV7 ids,
      Clock clock) {
    return new BreakGlass(
        staff,
        elevations,
        store,
        events,
        people,
        grants,
        limits,
        transaction,
        properties,
        ids,
        clock);
  }

  @Bean
  ElevatedReads elevatedReads(
      Elevations elevations, Grants grants, Vault vault, Sessions sessions) {
    return new ElevatedReads(elevations, grants, vault, sessions);
  }

  @Bean
  ElevatedSignOut elevatedSignOut(
      Elevations elevations,
      ElevationStore store,
      ElevationEvents events,
      Grants grants,
      Sessions sessions,
      TransactionTemplate transaction) {
    return new ElevatedSignOut(elevations, store, events, grants, sessions, transaction);
  }

  @Bean
  ElevationSweep elevationSweep(
      ElevationStore store,
      ElevationEvents events,
      Elevations elevations,
      Grants grants,
      TransactionTemplate transaction,
      ElevationProperties properties,
      Clock clock) {
    return new ElevationSweep(store, events, elevations, grants, transaction, properties, clock);
  }

  @Bean
  ElevationData elevationData(ElevationStore store, ElevationEvents events, Clock clock) {
    return new ElevationData(store, events, clock);
  }

  @Bean
  ElevationMeters elevationMeters(MeterRegistry meters, ElevationStore store) {
    return new ElevationMeters(meters, store);
  }

  @Bean
  RateLimit elevationAskLimit() {
    return new RateLimit(Elevations.ASK_LIMIT, 20, Duration.ofMinutes(3));
  }

  @Bean
  RateLimit breakGlassLimit() {
    return new RateLimit(BreakGlass.LIMIT, 3, Duration.ofMinutes(20));
  }
}

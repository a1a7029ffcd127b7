package dev.clef.audit.timestamps;

import dev.clef.audit.AuditLog;
import dev.clef.keys.EcdsaKeys;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires time-stamps. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TimestampProperties.class)
class TimestampConfiguration {

  @Bean
  TimestampStore timestampStore(JdbcClient jdbc) {
    return new TimestampStore(jdbc);
  }

  /** Whom to ask, if anybody: a bean of a type of its own, because Spring unpacks an Optional. */
  record Chosen(Optional<Authority> authority) {}

  @Bean
  Chosen timestampAuthority(
      TimestampProperties properties,
      EcdsaKeys keys,
      TimestampStore store,
      Randomness randomness,
      Clock clock,
      Demo demo) {
    if (properties.isExternal()) {
      return new Chosen(
          Optional.of(new HttpAuthority(URI.create(properties.authority()), properties.timeout())));
    }
    return new Chosen(
        demo.on() || properties.authority().equals(TimestampProperties.BUILT_IN)
            ? Optional.of(new BuiltInAuthority(keys, store, randomness, clock))
            : Optional.empty());
  }

  @Bean
  Timestamps timestamps(TimestampStore store, Chosen chosen) {
    return new Timestamps(store, chosen.authority());
  }

  @Bean
  TimestampKeeper timestampKeeper(
      TimestampStore store,
      AuditLog log,
      TransactionTemplate transaction,
      TimestampProperties properties,
      Randomness randomness,
      Clock clock) {
    return new TimestampKeeper(
        store, log, transaction, properties, anchors(properties.anchors()), randomness, clock);
  }

  @Bean
  TimestampSchedule timestampSchedule(
      TimestampKeeper keeper,
      Timestamps timestamps,
      Chosen chosen,
      DataSource dataSource,
      TimestampProperties properties,
      MeterRegistry meters,
      Clock clock) {
    return new TimestampSchedule(
        keeper, timestamps, chosen.authority(), dataSource, properties.every(), meters, clock);
  }

  static Optional<TimeStampAnchors> anchors(@Nullable Path file) {
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TimeStampAnchors.ofPem(Files.readAllBytes(file)));
    } catch (IOException | MalformedException e) {
      throw new StartRefused(
          "clef.audit.timestamps.anchors: "
              + file
              + " cannot be read or holds no certificates in PEM");
    }
  }
}

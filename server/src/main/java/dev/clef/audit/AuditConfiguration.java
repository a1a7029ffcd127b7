package dev.clef.audit;

import dev.clef.keys.Envelope;
import dev.clef.keys.KeyEvents;
import dev.clef.keys.KeyRings;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.LogHeads;
import dev.clef.keys.ServiceKeys;
import dev.clef.keys.SigningKeys;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import dev.clef.platform.UuidV7;
import dev.clef.platform.db.SequencerDb;
import dev.clef.platform.web.PublicPath;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the log. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  AuditProperties.class,
  RestoredLogProperties.class,
  RetentionProperties.class
})
class AuditConfiguration {

  /** Months of entries a table is ready for ahead of time. */
  private static final int MONTHS_AHEAD = 4;

  @Bean
  AuditStore auditStore(JdbcClient jdbc, DataSource dataSource, Clock clock) {
    AuditStore store = new AuditStore(jdbc, dataSource);
    store.ensurePartitions(
        EntrySealer.month(clock.instant()).minusMonths(1).atDay(1), MONTHS_AHEAD);
    return store;
  }

  @Bean
  TreeStore treeStore(JdbcClient jdbc, DataSource dataSource) {
    return new TreeStore(jdbc, dataSource);
  }

  @Bean
  EntrySealer entrySealer(
      Envelope envelope, ServiceKeys serviceKeys, Randomness randomness, KeysProperties keys) {
    return new EntrySealer(envelope, serviceKeys, randomness, keys);
  }

  @Bean
  AuditLog auditLog(
      AuditStore store,
      EntrySealer sealer,
      UuidV7 ids,
      Clock clock,
      PlatformTransactionManager transactions) {
    return new AuditLog(store, sealer, ids, clock, transactions);
  }

  /** What happens to the keys is in the log. */
  @Bean
  KeyEvents keyEvents(AuditLog log) {
    return (type, details) -> {
      AuditEvent event = AuditEvent.service(type);
      for (Map.Entry<String, String> detail : new TreeMap<>(details).entrySet()) {
        event = event.with(detail.getKey(), detail.getValue());
      }
      log.appendAlone(event, null);
    };
  }

  @Bean
  Activity activity(
      AuditStore store,
      EntrySealer sealer,
      KeyRings rings,
      RetentionProperties retention,
      Clock clock) {
    // The month under way, the one that ends when the time is over, and a clock that is ahead.
    return new Activity(store, sealer, rings, retention.longestOfPeople() + 3, clock);
  }

  @Bean
  RetentionKeeper retentionKeeper(
      JdbcClient jdbc,
      EntrySealer sealer,
      ServiceKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      DataSource dataSource,
      RetentionProperties properties,
      Clock clock) {
    return new RetentionKeeper(
        new RetentionStore(jdbc, dataSource),
        sealer,
        keys,
        log,
        transaction,
        dataSource,
        properties,
        RetentionKeeper.GRACE,
        clock);
  }

  @Bean
  Receipts receipts(
      AuditStore store,
      TreeStore treeStore,
      EntrySealer sealer,
      LogKeys logKeys,
      Sequencer sequencer,
      Published published) {
    return new Receipts(store, treeStore, sealer, logKeys, sequencer, published);
  }

  @Bean
  LogKeys logKeys(SigningKeys keys, Clock clock) {
    return new LogKeys(keys, clock);
  }

  @Bean
  Sequencer sequencer(
      @SequencerDb JdbcClient jdbc,
      @SequencerDb DataSource dataSource,
      @SequencerDb TransactionTemplate transaction,
      LogKeys keys,
      LogGuard guard,
      AuditProperties properties,
      Clock clock,
      Demo demo) {
    return new Sequencer(
        new TreeStore(jdbc, dataSource),
        transaction,
        keys,
        guard,
        demo.on() ? properties.ofDemo() : properties,
        clock);
  }

  @Bean
  LogGuard logGuard(
      LogHeads heads,
      @SequencerDb JdbcClient jdbc,
      @SequencerDb DataSource dataSource,
      @SequencerDb TransactionTemplate transaction,
      AuditLog log,
      AuditProperties properties,
      RestoredLogProperties restored,
      MeterRegistry meters,
      Clock clock,
      Demo demo) {
    TreeStore tree = new TreeStore(jdbc, dataSource);
    requireSameKind(demo, tree.origin());
    LogGuard guard =
        new LogGuard(
            heads,
            tree,
            transaction,
            log,
            demo.on() ? properties.ofDemo() : properties,
            demo.on() ? new RestoredLogProperties(null) : restored,
            clock);
    Gauge.builder("clef.log.refused", guard, it -> it.isRefusing() ? 1 : 0)
        .description("1 while nothing is signed because the log was restored from a backup")
        .register(meters);
    return guard;
  }

  /** Not part of readiness: whoever restores a database has people to serve meanwhile. */
  @Bean
  HealthIndicator logHealthIndicator(LogGuard guard) {
    return () -> guard.isRefusing() ? Health.down().build() : Health.up().build();
  }

  /** The data folder is marked too; the log's name stays with a copy of the databases alone. */
  private static void requireSameKind(Demo demo, Optional<String> origin) {
    if (origin.isPresent() && demo.on() != origin.get().equals(AuditProperties.DEMO_ORIGIN)) {
      throw new StartRefused(
          demo.on()
              ? "The databases hold real people; --demo needs a folder of its own."
              : "The databases hold invented people and start with --demo only.");
    }
  }

  @Bean
  CountStore countStore(JdbcClient jdbc) {
    return new CountStore(jdbc);
  }

  @Bean
  EntryCounter entryCounter(CountStore store, EntrySealer sealer, TransactionTemplate transaction) {
    return new EntryCounter(store, sealer, transaction);
  }

  @Bean
  EventFeed eventFeed(
      JdbcClient jdbc, CountStore store, EntrySealer sealer, ServiceKeys serviceKeys) {
    return new EventFeed(jdbc, store, sealer, serviceKeys);
  }

  @Bean
  LogFigures logFigures(CountStore store) {
    return new LogFigures(store);
  }

  @Bean
  PublicPath checkpointPath() {
    return PublicPath.get("/log/**");
  }

  @Bean
  Upkeep auditUpkeep(AuditStore store, Clock clock) {
    return new Upkeep(store, clock);
  }

  /** Keeps partitions ready. */
  static class Upkeep {
    private final AuditStore store;
    private final Clock clock;

    Upkeep(AuditStore store, Clock clock) {
      this.store = store;
      this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT6H", initialDelayString = "PT6H")
    void partitions() {
      store.ensurePartitions(EntrySealer.month(clock.instant()).atDay(1), MONTHS_AHEAD);
    }
  }
}

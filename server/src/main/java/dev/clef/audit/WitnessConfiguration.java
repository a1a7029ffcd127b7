package dev.clef.audit;

import dev.clef.keys.SigningKey;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.db.SequencerDb;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the witnesses of the log. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WitnessProperties.class)
class WitnessConfiguration {

  /** Whose word counts; a bean of its own, because nobody may be named. */
  record Named(Optional<WitnessPolicy> policy) {}

  @Bean
  Named namedWitnesses(WitnessProperties properties) {
    return new Named(Optional.ofNullable(properties.policy()).map(WitnessPolicy::read));
  }

  @Bean
  WitnessRounds witnessRounds(
      @SequencerDb JdbcClient jdbc,
      @SequencerDb DataSource sequencing,
      DataSource dataSource,
      Named named,
      WitnessProperties properties,
      LogKeys keys,
      AuditLog log,
      Clock clock) {
    TreeStore tree = new TreeStore(jdbc, sequencing);
    Optional<Witnesses> witnesses =
        named
            .policy()
            .map(policy -> {
              WitnessClient client = new WitnessClient(properties.timeout());
              return new Witnesses(
                  tree,
                  new CosignatureStore(jdbc),
                  new WitnessStore(jdbc),
                  policy,
                  origin -> new Submission(tree, client, everyKey(keys, origin)),
                  log,
                  clock);
            });
    // One that began with an older checkpoint takes its time twice.
    Duration patience = properties.timeout().multipliedBy(2).plus(properties.every());
    return new WitnessRounds(witnesses, dataSource, properties.every(), patience);
  }

  private static List<VerifierKey> everyKey(LogKeys keys, String origin) {
    Stream<SigningKey> all = Stream.concat(keys.all().stream(), keys.allTimed().stream());
    return all.map(key -> LogKeys.verifier(origin, key)).toList();
  }

  @Bean
  Published published(
      JdbcClient jdbc,
      TreeStore treeStore,
      Named named,
      WitnessRounds rounds,
      WitnessProperties properties,
      Clock clock) {
    return new Published(
        treeStore,
        new CosignatureStore(jdbc),
        named.policy(),
        rounds::hurry,
        properties.receiptWait(),
        clock);
  }

  @Bean
  WitnessWatch witnesses(
      MeterRegistry meters, JdbcClient jdbc, TreeStore treeStore, Named named, Clock clock) {
    return new WitnessWatch(
        meters,
        treeStore,
        new CosignatureStore(jdbc),
        new WitnessStore(jdbc),
        named.policy(),
        clock);
  }

  @Bean
  WitnessWatch.Thinning cosignatureThinning(@SequencerDb JdbcClient jdbc, Clock clock) {
    return new WitnessWatch.Thinning(new CosignatureStore(jdbc), clock);
  }
}

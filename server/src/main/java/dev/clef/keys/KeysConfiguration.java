package dev.clef.keys;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.KeysDb;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the key hierarchy. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeysProperties.class)
class KeysConfiguration {

  @Bean
  Envelope envelope(Randomness randomness) {
    return new Envelope(randomness);
  }

  @Bean
  KeyCustodian keyCustodian(DataFolder data, Randomness randomness) {
    return new FileKeyCustodian(data.root().resolve("custody"), randomness);
  }

  @Bean
  KeyStore keyStore(@KeysDb JdbcClient jdbc) {
    return new KeyStore(jdbc);
  }

  @Bean
  ServiceKeys serviceKeys(
      KeyStore store, KeyCustodian custodian, Randomness randomness, Clock clock) {
    return new ServiceKeys(store, custodian, randomness, clock);
  }

  @Bean
  Handover handover(ServiceKeys serviceKeys, Randomness randomness, Clock clock) {
    return new Handover(serviceKeys, randomness, clock);
  }

  @Bean
  BlindIndexes blindIndexes(KeyStore store, ServiceKeys serviceKeys) {
    return new BlindIndexes(store, serviceKeys);
  }

  @Bean
  PersonKeys personKeys(
      KeyStore store,
      KeyCustodian custodian,
      KeysProperties properties,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource,
      @KeysDb TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    Epochs.ensure(store, custodian, properties.region(), clock);
    return new PersonKeys(
        new PersonKeyStore(jdbc, dataSource),
        store,
        new BranchKeys(store, custodian, randomness, clock, properties),
        new PersonKeyCache(clock, properties.cacheFor(), properties.cacheSize()),
        transaction,
        randomness,
        clock);
  }
}

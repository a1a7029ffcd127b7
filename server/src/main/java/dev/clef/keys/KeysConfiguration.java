package dev.clef.keys;

import dev.clef.keys.pkcs11.Pkcs11KeyCustodian;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.KeysDb;
import dev.clef.platform.web.OutageClassifier;
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
  KeyCustodian keyCustodian(DataFolder data, KeysProperties properties, Randomness randomness) {
    return switch (properties.custodian()) {
      case FILE -> new FileKeyCustodian(data.root().resolve("custody"), randomness);
      case PKCS11 -> hardware(properties.pkcs11(), randomness);
    };
  }

  private static KeyCustodian hardware(KeysProperties.Pkcs11 settings, Randomness randomness) {
    if (settings.library() == null) {
      throw new IllegalStateException(
          "clef.keys.pkcs11.library: the path of the PKCS#11 module is missing");
    }
    return new Pkcs11KeyCustodian(
        settings.library(),
        settings.token(),
        Pin.of(settings.pinFile(), settings.token()),
        settings.prefix(),
        settings.sessions(),
        settings.mechanisms(),
        randomness);
  }

  /** A token that is out of reach may be back soon. */
  @Bean
  OutageClassifier custodianOutage() {
    return failure -> {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof CustodianUnavailable) {
          return true;
        }
      }
      return false;
    };
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

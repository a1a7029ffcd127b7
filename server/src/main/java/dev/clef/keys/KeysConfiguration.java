package dev.clef.keys;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.KeysDb;
import dev.clef.platform.web.OutageClassifier;
import dev.clef.platform.web.RolePath;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
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
  Envelope envelope(Randomness randomness, KeysProperties properties) {
    return new Envelope(randomness, EnvelopeSuite.of(properties.envelopeSuite()));
  }

  @Bean
  Custodians keyCustodian(DataFolder data, KeysProperties properties, Randomness randomness) {
    return CustodianSetup.of(data.root().resolve("custody"), properties, randomness);
  }

  @Bean
  CustodyFigures custodyFigures(Custodians custodians, Epochs epochs) {
    return new CustodyFigures(custodians, epochs);
  }

  /** A token that is out of reach may be back soon. */
  @Bean
  OutageClassifier custodianOutage() {
    return failure -> {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof CustodianUnavailable || cause instanceof LeaseLost) {
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
  RootKeyStore rootKeyStore(@KeysDb JdbcClient jdbc) {
    return new RootKeyStore(jdbc);
  }

  @Bean
  RootKeys rootKeys(RootKeyStore store, KeyCustodian custodian, Clock clock) {
    RootKeys roots = new RootKeys(store, custodian, clock);
    roots.ensure();
    return roots;
  }

  @Bean
  ServiceKeys serviceKeys(
      KeyStore store,
      RootKeys roots,
      KeyCustodian custodian,
      @KeysDb TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new ServiceKeys(
        store,
        roots,
        custodian,
        Objects.requireNonNull(transaction.getTransactionManager()),
        randomness,
        clock);
  }

  @Bean
  SigningKeyStore signingKeyStore(@KeysDb JdbcClient jdbc) {
    return new SigningKeyStore(jdbc);
  }

  @Bean
  SigningKeys signingKeys(
      SigningKeyStore store,
      ServiceKeys serviceKeys,
      KeyCustodian custodian,
      @KeysDb DataSource dataSource,
      Clock clock) {
    return new SigningKeys(store, serviceKeys, custodian, dataSource, clock);
  }

  @Bean
  EcdsaKeys ecdsaKeys(ServiceKeys serviceKeys) {
    return new EcdsaKeys(serviceKeys);
  }

  @Bean
  KeyRings keyRings(
      PersonKeys keys,
      Envelope envelope,
      KeysProperties properties,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource) {
    return new KeyRings(keys, new DataKeyStore(jdbc, dataSource), envelope, properties.region());
  }

  @Bean
  DataKeyRotation dataKeyRotation(
      PersonKeyWrapper wrapper,
      PersonKeyCache cache,
      KeyRings rings,
      Epochs epochs,
      ObjectProvider<KeyEvents> events,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource,
      @KeysDb TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new DataKeyRotation(
        new DataKeyStore(jdbc, dataSource),
        new PersonKeyStore(jdbc, dataSource),
        wrapper,
        cache,
        rings,
        epochs,
        transaction,
        events,
        randomness,
        clock);
  }

  @Bean
  KeyRotations keyRotations(
      RootKeyStore store,
      RootKeys roots,
      KeyCustodian custodian,
      ServiceKeys serviceKeys,
      SigningKeys signingKeys,
      SigningKeyStore signingStore,
      DataKeyRotation dataKeys,
      IndexRotation indexKeys,
      ObjectProvider<KeyEvents> events,
      KeysProperties properties,
      @KeysDb TransactionTemplate transaction,
      @KeysDb DataSource dataSource,
      Clock clock) {
    return new KeyRotations(
        store,
        roots,
        new RootRotation(roots, store, custodian, transaction, dataSource, clock),
        serviceKeys,
        signingKeys,
        signingStore,
        dataKeys,
        indexKeys,
        events,
        properties.epochHold(),
        properties.signingOverlap());
  }

  @Bean
  Handover handover(ServiceKeys serviceKeys, Randomness randomness, Clock clock) {
    return new Handover(serviceKeys, randomness, clock);
  }

  @Bean
  IndexKeys indexKeys(
      ServiceKeys serviceKeys, @KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    return new IndexKeys(new IndexStore(jdbc, dataSource), serviceKeys);
  }

  @Bean
  BlindIndexes blindIndexes(
      IndexKeys indexKeys, @KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    return new BlindIndexes(new IndexStore(jdbc, dataSource), indexKeys);
  }

  @Bean
  IndexRotation indexRotation(
      IndexKeys indexKeys,
      ObjectProvider<KeyEvents> events,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource,
      @KeysDb TransactionTemplate transaction,
      Clock clock) {
    return new IndexRotation(
        new IndexRotationStore(jdbc),
        new PersonKeyStore(jdbc, dataSource),
        indexKeys,
        dataSource,
        transaction,
        events,
        clock);
  }

  @Bean
  Epochs epochs(
      @KeysDb JdbcClient jdbc, KeyCustodian custodian, KeysProperties properties, Clock clock) {
    Epochs epochs = new Epochs(new EpochStore(jdbc), custodian, properties.region(), clock);
    epochs.ensure();
    return epochs;
  }

  @Bean
  KeyCopies keyCopies(
      KeyStore store,
      RootKeyStore rootStore,
      RootKeys roots,
      Epochs epochs,
      KeyCustodian custodian) {
    return new KeyCopies(store, rootStore, roots, epochs, custodian);
  }

  /** For an epoch change, which would take days at the speed of a token. */
  @Bean
  BranchKeys branchKeys(
      KeyStore store,
      KeyCustodian custodian,
      Randomness randomness,
      Clock clock,
      KeysProperties properties) {
    return new BranchKeys(store, custodian, randomness, clock, properties.region(), false);
  }

  /** For people who are served, in strict mode without a memory of branch keys. */
  @Bean
  PersonKeyWrapper personKeyWrapper(
      BranchKeys branches,
      KeyStore store,
      KeyCustodian custodian,
      Epochs epochs,
      Randomness randomness,
      Clock clock,
      KeysProperties properties) {
    if (!properties.strict()) {
      return new PersonKeyWrapper(branches, randomness);
    }
    StrictMode.announce(custodian, epochs, randomness);
    return new PersonKeyWrapper(
        new BranchKeys(store, custodian, randomness, clock, properties.region(), true), randomness);
  }

  @Bean
  PersonKeyCache personKeyCache(KeysProperties properties, Clock clock) {
    return new PersonKeyCache(
        clock, properties.cacheFor(), properties.cacheSize(), properties.cacheUses());
  }

  @Bean
  NodeLease nodeLease(
      @KeysDb DataSource dataSource, PersonKeyCache cache, KeysProperties properties) {
    return new NodeLease(dataSource, cache, UUID.randomUUID(), properties.lease()).started();
  }

  @Bean
  PersonKeys personKeys(
      IndexKeys indexKeys,
      Epochs epochs,
      PersonKeyWrapper wrapper,
      PersonKeyCache cache,
      NodeLease lease,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource,
      @KeysDb TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new PersonKeys(
        new PersonKeyStore(jdbc, dataSource),
        new ErasureEntries(jdbc),
        new IndexStore(jdbc, dataSource),
        indexKeys,
        epochs,
        wrapper,
        cache,
        lease,
        transaction,
        randomness,
        clock);
  }

  @Bean
  ErasureLedger erasureLedger(
      @KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource, KeysProperties properties) {
    return new ErasureLedger(jdbc, dataSource, properties.region());
  }

  @Bean
  LogHeads logHeads(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    return new LogHeads(jdbc, dataSource);
  }

  @Bean
  EpochKeeper epochKeeper(
      Epochs epochs,
      BranchKeys branches,
      KeyCustodian custodian,
      KeysProperties properties,
      ObjectProvider<KeyEvents> events,
      @KeysDb JdbcClient jdbc,
      @KeysDb DataSource dataSource,
      @KeysDb TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    EpochStore store = new EpochStore(jdbc);
    PersonKeyStore people = new PersonKeyStore(jdbc, dataSource);
    EpochWork work =
        new EpochWork(
            store,
            people,
            new PersonKeyWrapper(branches, randomness),
            transaction,
            properties.region());
    EpochChange change =
        new EpochChange(
            epochs, store, work, branches, custodian, transaction, dataSource, randomness, clock);
    return new EpochKeeper(
        epochs,
        store,
        change,
        branches,
        custodian,
        events,
        properties.epochEvery(),
        properties.epochHold(),
        properties.strict(),
        clock);
  }

  @Bean
  KeyMeters keyMeters(
      MeterRegistry meters,
      EpochKeeper keeper,
      DataKeyRotation dataKeys,
      IndexRotation indexKeys,
      NodeLease lease,
      Custodians custodians,
      Clock clock) {
    return new KeyMeters(meters, keeper, dataKeys, indexKeys, lease, custodians, clock);
  }

  @Bean
  RolePath keysPath() {
    return new RolePath("/api/v1/keys/**", "OPERATOR");
  }
}

package dev.clef.vault;

import dev.clef.audit.AuditLog;
import dev.clef.audit.LogFigures;
import dev.clef.keys.DataKeyRotation;
import dev.clef.keys.Envelope;
import dev.clef.keys.IndexRotation;
import dev.clef.keys.KeyRings;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.platform.web.RolePath;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the vault. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VaultProperties.class)
class VaultConfiguration {

  @Bean
  VaultStore vaultStore(JdbcClient jdbc, DataSource dataSource, Clock clock) {
    return new VaultStore(jdbc, dataSource, clock);
  }

  @Bean
  Grants grants(JdbcClient jdbc, Clock clock) {
    return new Grants(jdbc, clock);
  }

  @Bean
  Gate vaultGate(VaultStore store, PersonKeys keys, AuditLog log) {
    return new Gate(store, keys, log);
  }

  @Bean
  Vault vault(
      VaultStore store,
      PersonKeys keys,
      Envelope envelope,
      KeyRings rings,
      AuditLog log,
      Gate gate,
      TransactionTemplate transaction,
      KeysProperties properties) {
    return new Vault(store, keys, envelope, rings, log, gate, transaction, properties);
  }

  @Bean
  VaultWriter vaultWriter(
      VaultStore store,
      PersonKeys keys,
      Envelope envelope,
      AuditLog log,
      Gate gate,
      TransactionTemplate transaction,
      Clock clock,
      KeysProperties properties) {
    return new VaultWriter(store, keys, envelope, log, gate, transaction, clock, properties);
  }

  @Bean
  VaultRenewal vaultRenewal(
      DataKeyRotation rotation,
      VaultStore store,
      PersonKeys keys,
      KeyRings rings,
      Envelope envelope,
      AuditLog log,
      TransactionTemplate transaction,
      KeysProperties properties) {
    return new VaultRenewal(
        rotation, store, keys, rings, envelope, log, transaction, properties.region());
  }

  @Bean
  IndexRenewal indexRenewal(
      IndexRotation rotation,
      IndexedNames names,
      VaultStore store,
      PersonKeys keys,
      KeyRings rings,
      AuditLog log,
      TransactionTemplate transaction,
      KeysProperties properties) {
    return new IndexRenewal(
        rotation, names, store, keys, rings, log, transaction, properties.region());
  }

  @Bean
  VaultData vaultData(Vault vault, VaultWriter writer, Grants grants) {
    return new VaultData(vault, writer, grants);
  }

  @Bean
  FieldUse fieldUse(LogFigures log, VaultProperties properties, Clock clock) {
    return new FieldUse(log, properties, clock);
  }

  @Bean
  RolePath cataloguePath() {
    return new RolePath("/api/v1/catalogue/**", "OPERATOR");
  }
}

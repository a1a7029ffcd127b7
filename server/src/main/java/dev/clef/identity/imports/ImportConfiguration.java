package dev.clef.identity.imports;

import dev.clef.audit.AuditLog;
import dev.clef.consent.Ages;
import dev.clef.identity.Accounts;
import dev.clef.identity.Finder;
import dev.clef.identity.Sessions;
import dev.clef.keys.BlindIndexes;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.ServiceKeys;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.vault.VaultWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Wires imports. */
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {

  @Bean
  ImportedStore importedStore(JdbcClient jdbc, DataSource dataSource) {
    return new ImportedStore(jdbc, dataSource);
  }

  @Bean
  ImportedData importedData(ImportedStore store) {
    return new ImportedData(store);
  }

  @Bean
  PeopleLookup peopleLookup(
      Finder finder,
      BlindIndexes indexes,
      Accounts accounts,
      PersonKeys keys,
      PlatformTransactionManager transactions,
      KeysProperties keysProperties,
      Clock clock) {
    TransactionTemplate alone = new TransactionTemplate(transactions);
    alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return new PeopleLookup(finder, indexes, accounts, keys, alone, keysProperties, clock);
  }

  @Bean
  BatchWriter batchWriter(
      Finder finder,
      PeopleLookup lookup,
      PersonKeys keys,
      VaultWriter vault,
      Accounts accounts,
      Sessions sessions,
      ImportedStore imported,
      ServiceKeys serviceKeys,
      AuditLog log,
      KeysProperties keysProperties,
      UuidV7 ids) {
    RecordDigests digests = new RecordDigests(serviceKeys);
    PersonUpdate update = new PersonUpdate(vault, accounts, sessions, imported, digests, finder);
    return new BatchWriter(
        finder, lookup, keys, vault, accounts, imported, digests, update, log, keysProperties, ids);
  }

  @Bean
  Imports imports(
      JdbcClient jdbc,
      Ages ages,
      BatchWriter writer,
      Finder finder,
      BlindIndexes indexes,
      TransactionTemplate transaction,
      UuidV7 ids,
      Clock clock) {
    return new Imports(
        new ImportJobStore(jdbc),
        Map.of(
            ImportSource.KEYCLOAK, new KeycloakMapper(ages), ImportSource.CSV, new CsvMapper(ages)),
        writer,
        new DryRuns(finder, indexes),
        transaction,
        ids,
        clock);
  }

  @Bean
  ImportHistory importHistory(Imports imports) {
    return new ImportHistory(imports);
  }

  @Bean
  BodyRule importBodies() {
    return new BodyRule(
        "/api/v1/imports/*/people", DataSize.ofMegabytes(16), Set.of("application/json"));
  }
}

package dev.clef.rights;

import dev.clef.audit.Activity;
import dev.clef.audit.AuditLog;
import dev.clef.audit.Receipts;
import dev.clef.identity.Accounts;
import dev.clef.keys.Epochs;
import dev.clef.keys.ErasureLedger;
import dev.clef.keys.KeyCustodian;
import dev.clef.keys.PersonKeys;
import dev.clef.openid.Families;
import dev.clef.openid.Invitations;
import dev.clef.platform.Randomness;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.lanes.Lane;
import dev.clef.platform.web.lanes.LanePaths;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.PersonalData;
import dev.clef.vault.VaultWriter;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the rights of people. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RightsProperties.class)
class RightsConfiguration {

  @Bean
  ErasureStore erasureStore(JdbcClient jdbc) {
    return new ErasureStore(jdbc);
  }

  @Bean
  Erasures erasures(
      ErasureStore store,
      Accounts accounts,
      VaultWriter vault,
      PersonKeys keys,
      Epochs epochs,
      KeyCustodian custodian,
      List<PersonalData> owners,
      Activity activity,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new Erasures(
        store,
        accounts,
        vault,
        keys,
        epochs,
        custodian,
        owners,
        activity,
        log,
        transaction,
        randomness,
        clock);
  }

  @Bean
  RestoreGate restoreGate(
      ErasureLedger ledger,
      ErasureStore store,
      Erasures erasures,
      PersonKeys keys,
      Accounts accounts,
      Families families,
      Invitations invitations,
      VaultWriter vault,
      AuditLog log,
      TransactionTemplate transaction,
      RightsProperties properties,
      Clock clock) {
    return new RestoreGate(
        ledger,
        store,
        erasures,
        keys,
        accounts,
        families,
        invitations,
        vault,
        log,
        transaction,
        properties,
        clock);
  }

  @Bean
  Certificates certificates(ErasureStore store, Receipts receipts) {
    return new Certificates(store, receipts);
  }

  @Bean
  MyActivity myActivity(
      Activity activity, Receipts receipts, PersonKeys keys, AuditLog log, Clock clock) {
    return new MyActivity(activity, receipts, keys, log, clock);
  }

  @Bean
  Sentences sentences(Words words) {
    return new Sentences(words);
  }

  @Bean
  ExportPackage exportPackage(List<PersonalData> owners, Clock clock) {
    return new ExportPackage(owners, clock);
  }

  @Bean
  ErasureFigures erasureFigures(ErasureStore store) {
    return new ErasureFigures(store);
  }

  @Bean
  PublicPath certificatePath() {
    return PublicPath.get("/api/v1/erasures/*");
  }

  @Bean
  RolePath erasurePath() {
    return new RolePath("/api/v1/erasures", "OPERATOR");
  }

  /** Asks for the password. */
  @Bean
  LanePaths erasureHashes() {
    return LanePaths.of(Lane.HASHING, HttpMethod.DELETE, "/api/v1/me");
  }
}

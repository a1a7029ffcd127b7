package dev.clef.openid;

import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonKeys;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires what people see of the applications they use. */
@Configuration(proxyBeanMethods = false)
class ApplicationsConfiguration {

  @Bean
  Applications applications(
      JdbcClient jdbc,
      FamilyStore families,
      DeviceStore devices,
      LogoutStore logoutStore,
      Logouts logouts,
      Clients clients,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    return new Applications(
        new ApprovalStore(jdbc),
        families,
        devices,
        logoutStore,
        logouts,
        clients,
        keys,
        log,
        transaction,
        clock);
  }
}

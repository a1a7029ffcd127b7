package dev.clef.staff;

import dev.clef.audit.LogFigures;
import dev.clef.audit.timestamps.Timestamps;
import dev.clef.identity.Accounts;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.imports.ImportHistory;
import dev.clef.platform.DataFolder;
import dev.clef.platform.db.KeysDb;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.ErasureFigures;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the operator's home. */
@Configuration(proxyBeanMethods = false)
class OverviewConfiguration {

  @Bean
  Overview overview(
      Accounts accounts,
      LogFigures log,
      Timestamps timestamps,
      ErasureFigures erasures,
      ImportHistory imports,
      @Qualifier("dbHealthIndicator") HealthIndicator dataHealth,
      @Qualifier("keysDbHealthIndicator") HealthIndicator keysHealth,
      JdbcClient data,
      @KeysDb JdbcClient keys,
      PasswordHasher hasher,
      DataFolder folder,
      Clock clock) {
    Machine machine =
        new Machine(
            new Machine.Server(dataHealth, data),
            new Machine.Server(keysHealth, keys),
            hasher,
            folder);
    return new Overview(accounts, log, timestamps, erasures, imports, machine, clock);
  }

  @Bean
  Charts charts(Words words) {
    return new Charts(words);
  }
}

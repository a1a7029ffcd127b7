package dev.clef.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.clef.platform.web.lanes.LaneSettings;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys database: injected only where {@link KeysDb} asks for it. */
@Configuration(proxyBeanMethods = false)
class KeysDatabaseConfiguration {

  @Bean(defaultCandidate = false)
  @KeysDb
  HikariDataSource keysDataSource(
      Databases databases, KeysDatabaseSettings settings, LaneSettings lanes) {
    Database keys = databases.keys();
    int size = DatabaseSettings.shared("clef.keys-db.pool-size", settings.poolSize(), lanes);
    return Pools.open("keys", keys, keys.app(), size);
  }

  @Bean(defaultCandidate = false)
  @KeysDb
  JdbcClient keysJdbcClient(@KeysDb DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean(defaultCandidate = false)
  @KeysDb
  PlatformTransactionManager keysTransactionManager(@KeysDb DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }

  @Bean(defaultCandidate = false)
  @KeysDb
  TransactionTemplate keysTransactionTemplate(
      @KeysDb PlatformTransactionManager transactionManager) {
    return new TransactionTemplate(transactionManager);
  }

  @Bean
  HealthIndicator keysDbHealthIndicator(@KeysDb DataSource dataSource) {
    return new DatabaseHealth(dataSource);
  }
}

package dev.clef.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.clef.platform.DataFolder;
import dev.clef.platform.DataFolderLock;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import dev.clef.platform.web.OutageClassifier;
import dev.clef.platform.web.lanes.LaneSettings;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts or reaches the two databases, migrates them, and gives the data database as the default of
 * every injection; see {@link KeysDatabaseConfiguration} for the other.
 *
 * <p>Pools depend on {@link Databases}, so they close before the clusters stop, and both after the
 * web server.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  DatabaseSettings.class,
  KeysDatabaseSettings.class,
  LaneSettings.class
})
class DatabaseConfiguration {

  /** A database that is away is answered with 503, not with an error of ours. */
  @Bean
  OutageClassifier databaseOutage() {
    return DatabaseOutage::is;
  }

  // The lock is a parameter because nothing may touch the folder before it is held.
  @Bean
  Databases databases(
      DataFolder folder,
      DataFolderLock lock,
      Randomness randomness,
      DatabaseSettings data,
      KeysDatabaseSettings keys,
      Demo demo) {
    if (demo.on() && (data.url() != null || keys.url() != null)) {
      throw new StartRefused(
          "--demo brings its own databases: leave CLEF_DB_URL and CLEF_KEYS_DB_URL out.");
    }
    Databases databases =
        data.url() == null && keys.url() == null
            ? EmbeddedDatabases.start(folder, randomness)
            : ExternalDatabases.open(folder, randomness, data, keys);
    return databases.migrated();
  }

  @Bean
  @Primary
  HikariDataSource dataSource(Databases databases, DatabaseSettings settings, LaneSettings lanes) {
    Database data = databases.data();
    int size = DatabaseSettings.shared("clef.db.pool-size", settings.poolSize(), lanes);
    return Pools.open("data", data, data.app(), size);
  }

  @Bean
  @Primary
  JdbcClient jdbcClient(DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean
  @Primary
  PlatformTransactionManager transactionManager(DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }

  @Bean
  @Primary
  TransactionTemplate transactionTemplate(PlatformTransactionManager transactionManager) {
    return new TransactionTemplate(transactionManager);
  }

  @Bean
  HealthIndicator dbHealthIndicator(DataSource dataSource) {
    return new DatabaseHealth(dataSource);
  }

  @Bean(defaultCandidate = false)
  @SequencerDb
  HikariDataSource sequencerDataSource(Databases databases, DatabaseSettings settings) {
    Database data = databases.data();
    Login sequencer = Objects.requireNonNull(data.sequencer());
    return Pools.openForQueue("sequencer", data, sequencer, settings.sequencerPoolSize());
  }

  @Bean(defaultCandidate = false)
  @SequencerDb
  JdbcClient sequencerJdbcClient(@SequencerDb DataSource dataSource) {
    return JdbcClient.create(dataSource);
  }

  @Bean(defaultCandidate = false)
  @SequencerDb
  PlatformTransactionManager sequencerTransactionManager(@SequencerDb DataSource dataSource) {
    return new JdbcTransactionManager(dataSource);
  }

  @Bean(defaultCandidate = false)
  @SequencerDb
  TransactionTemplate sequencerTransactionTemplate(
      @SequencerDb PlatformTransactionManager transactionManager) {
    return new TransactionTemplate(transactionManager);
  }
}

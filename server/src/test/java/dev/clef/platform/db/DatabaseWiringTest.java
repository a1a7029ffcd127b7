package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.DataFolder;
import dev.clef.testing.TestPostgres;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What other modules inject. */
@SpringBootTest(
    classes = DatabaseWiringTest.Application.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = TestPostgres.Fresh.class)
class DatabaseWiringTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ComponentScan(
      basePackageClasses = DataFolder.class,
      excludeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern = "dev\\.clef\\.platform\\.(web|log)\\..*"))
  static class Application {}

  private final JdbcClient data;
  private final JdbcClient keys;
  private final JdbcClient sequencer;
  private final TransactionTemplate transactions;
  private final TransactionTemplate keysTransactions;

  @Autowired
  DatabaseWiringTest(
      JdbcClient data,
      @KeysDb JdbcClient keys,
      @SequencerDb JdbcClient sequencer,
      TransactionTemplate transactions,
      @KeysDb TransactionTemplate keysTransactions) {
    this.data = data;
    this.keys = keys;
    this.sequencer = sequencer;
    this.transactions = transactions;
    this.keysTransactions = keysTransactions;
  }

  @Test
  void each_client_enters_its_own_cluster_with_its_own_role() {
    String server = "select current_user || '@' || current_setting('port')";
    String inData = data.sql(server).query(String.class).single();
    String inKeys = keys.sql(server).query(String.class).single();
    assertThat(inData).startsWith("clef_app@");
    assertThat(inKeys).startsWith("clef_app@").isNotEqualTo(inData);
    assertThat(sequencer.sql(server).query(String.class).single())
        .isEqualTo(inData.replace("clef_app", "clef_sequencer"));
  }

  @Test
  void sessions_are_in_utc_although_server_and_jvm_are_not() {
    assertThat(ZoneId.systemDefault()).isNotEqualTo(ZoneId.of("UTC"));
    assertThat(data.sql("show timezone").query(String.class).single()).isEqualTo("UTC");
  }

  @Test
  void the_runtime_role_cannot_make_tables() {
    for (JdbcClient client : new JdbcClient[] {data, keys, sequencer}) {
      for (String sql :
          new String[] {
            "create table public.mine (x int)",
            "create temporary table mine (x int)",
            "create schema mine"
          }) {
        assertThatThrownBy(() -> client.sql(sql).update())
            .isInstanceOf(DataAccessException.class)
            .rootCause()
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void transactions_belong_to_their_database(
      @Autowired PlatformTransactionManager manager,
      @Autowired @KeysDb PlatformTransactionManager keysManager,
      @Autowired DataSource dataSource) {
    assertThat(transactions.getTransactionManager()).isSameAs(manager);
    assertThat(keysTransactions.getTransactionManager()).isSameAs(keysManager).isNotSameAs(manager);
    String xid = "select pg_current_xact_id()::text";
    assertThat(
            transactions.<Boolean>execute(status ->
                data.sql(xid)
                    .query(String.class)
                    .single()
                    .equals(data.sql(xid).query(String.class).single())))
        .isTrue();
    assertThat(dataSource).isNotNull();
  }

  @Test
  void both_databases_report_their_health(
      @Autowired HealthIndicator dbHealthIndicator,
      @Autowired HealthIndicator keysDbHealthIndicator) {
    assertThat(dbHealthIndicator.health()).isEqualTo(Health.up().build());
    assertThat(keysDbHealthIndicator.health()).isEqualTo(Health.up().build());
  }
}

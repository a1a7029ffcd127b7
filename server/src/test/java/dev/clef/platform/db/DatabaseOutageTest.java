package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What is answered 503, and what is not. */
class DatabaseOutageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"08001", "08006", "57P01", "57P02", "57P03", "53100", "53200", "53300", "25006"})
  void a_database_that_is_away_or_full_is_an_outage(String state) {
    SQLException sql = new SQLException("away", state);
    assertThat(DatabaseOutage.is(sql)).isTrue();
    assertThat(DatabaseOutage.is(new UncategorizedSQLException("task", null, sql))).isTrue();
    assertThat(
            DatabaseOutage.is(
                new IllegalStateException(new TransactionSystemException("commit", sql))))
        .isTrue();
  }

  @Test
  void a_pool_without_a_connection_is_an_outage() {
    var timeout = new SQLTransientConnectionException("timed out");
    assertThat(DatabaseOutage.is(timeout)).isTrue();
    assertThat(DatabaseOutage.is(new CannotGetJdbcConnectionException("no", timeout))).isTrue();
    assertThat(DatabaseOutage.is(new CannotCreateTransactionException("no"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42601", "40001", "40P01", "57014", "22P02", "42501", "28P01"})
  void a_fault_of_the_request_or_of_the_code_is_none(String state) {
    SQLException sql = new SQLException("no", state);
    assertThat(DatabaseOutage.is(new DuplicateKeyException("no", sql))).isFalse();
    assertThat(DatabaseOutage.is(sql)).isFalse();
  }

  @Test
  void nothing_and_circles_end() {
    assertThat(DatabaseOutage.is(null)).isFalse();
    Exception outer = new Exception("outer");
    Exception inner = new Exception("inner", outer);
    outer.initCause(inner);
    assertThat(DatabaseOutage.is(outer)).isFalse();
  }
}

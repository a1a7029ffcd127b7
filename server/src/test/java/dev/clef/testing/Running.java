package dev.clef.testing;

import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.DataFolder;
import dev.clef.platform.SettableClock;
import dev.clef.platform.db.Database;
import dev.clef.platform.db.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/** The server of {@link ClefServer}: where it is, what time it has, how to get behind its back. */
public final class Running {

  private final Environment environment;
  private final Databases databases;
  private final SettableClock clock;

  private final DataFolder folder;

  private Running(
      Environment environment, Databases databases, SettableClock clock, DataFolder folder) {
    this.environment = environment;
    this.databases = databases;
    this.clock = clock;
    this.folder = folder;
  }

  /** The beans of the tests. */
  @TestConfiguration(proxyBeanMethods = false)
  public static class Setup {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Bean
    static Faults faults() {
      return new Faults();
    }

    @Bean
    Running running(
        Environment environment, Databases databases, SettableClock clock, DataFolder folder) {
      return new Running(environment, databases, clock, folder);
    }
  }

  public SettableClock clock() {
    return clock;
  }

  /** A browser without a session. */
  public Client client() {
    return Client.at(port());
  }

  /** Somebody with the operator token. */
  public Client operator() {
    try {
      return client().bearer(Files.readString(folder.secrets().resolve("operator-token")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return Integer.parseInt(
        Objects.requireNonNull(environment.getProperty("local.server.port"), "not started"));
  }

  public Databases databases() {
    return databases;
  }

  /** As somebody who has broken into the data database. */
  public Sql data() {
    return new Sql(databases.data());
  }

  /** As somebody who has broken into the keys database. */
  public Sql keys() {
    return new Sql(databases.keys());
  }

  /** Checks the whole published log with the key it publishes. */
  public LogVerdict verifyLog() {
    return verifyLog(client());
  }

  /** Likewise, with another key. */
  public LogVerdict verifyLog(VerifierKey key) {
    return verifyLog(client(), key);
  }

  /** With the key it publishes, of any server. */
  public static LogVerdict verifyLog(Client client) {
    return verifyLog(client, VerifierKey.parse(client.get("/log/key").text().strip()));
  }

  private static LogVerdict verifyLog(Client client, VerifierKey key) {
    try {
      return new LogVerifier(path -> file(client, path), key, LeafFormat.CLEF).verify();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<byte[]> file(Client client, String path) {
    Client.Answer answer = client.get("/log/" + path);
    return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
  }

  /** One statement at a time, as superuser. */
  public record Sql(Database database) {

    /** A connection of one's own, as superuser. */
    public Connection open() throws SQLException {
      return TestPostgres.clusters().superuser(database);
    }

    /** Runs an update; {@code ?} for each value. */
    public int update(String sql, Object... values) {
      try (Connection connection = TestPostgres.clusters().superuser(database);
          var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
      } catch (SQLException e) {
        throw new AssertionError(sql, e);
      }
    }

    /** The first column of the first row. */
    public Object one(String sql, Object... values) {
      try (Connection connection = TestPostgres.clusters().superuser(database);
          var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        var rows = statement.executeQuery();
        if (!rows.next()) {
          throw new AssertionError("no row: " + sql);
        }
        return Objects.requireNonNull(rows.getObject(1));
      } catch (SQLException e) {
        throw new AssertionError(sql, e);
      }
    }

    public long count(String sql, Object... values) {
      return ((Number) one(sql, values)).longValue();
    }
  }
}

package dev.clef.testing;

import dev.clef.platform.db.Database;
import dev.clef.platform.db.Databases;
import dev.clef.platform.db.TestClusters;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * One pair of real PostgreSQL clusters for all tests of a JVM, started at the first use, removed at
 * its end. The servers' own time zone is not UTC, so that code relying on it is caught.
 *
 * <p>A test with a Spring context says {@code @ContextConfiguration(initializers =
 * TestPostgres.Fresh.class)}; one without says {@code Databases databases = TestPostgres.fresh()}
 * and connects by {@code databases.data().connect(databases.data().app())}. Both get databases of
 * their own, migrated and empty.
 */
public final class TestPostgres {

  private static final AtomicInteger CONTEXTS = new AtomicInteger();

  private TestPostgres() {}

  /** A new pair of databases with all migrations of the classpath. */
  public static Databases fresh() {
    return Shared.CLUSTERS.fresh();
  }

  /** The clusters themselves, to look at as superuser. */
  public static TestClusters clusters() {
    return Shared.CLUSTERS;
  }

  /** The settings that make a Clef use these databases and a data folder under {@code target}. */
  public static Map<String, Object> properties(Databases databases) {
    Database data = databases.data();
    Database keys = databases.keys();
    Map<String, Object> properties = new HashMap<>();
    properties.put(
        "clef.data",
        "target/contexts/" + ProcessHandle.current().pid() + "-" + CONTEXTS.incrementAndGet());
    properties.put("clef.db.url", url(data));
    properties.put("clef.db.app-password", data.app().password());
    properties.put(
        "clef.db.sequencer-password", Objects.requireNonNull(data.sequencer()).password());
    properties.put("clef.keys-db.url", url(keys));
    properties.put("clef.keys-db.app-password", keys.app().password());
    return properties;
  }

  private static String url(Database database) {
    return "%s?user=%s&password=%s"
        .formatted(database.url(), database.owner().role(), database.owner().password());
  }

  /** Gives a Spring context a fresh pair of databases and a data folder of its own. */
  public static final class Fresh
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("test databases", properties(fresh())));
    }
  }

  /** Started at the first use. */
  private static final class Shared {

    static final TestClusters CLUSTERS = start();

    private static TestClusters start() {
      TestClusters.sweep();
      TestClusters clusters = TestClusters.start(Map.of("timezone", "Pacific/Chatham"));
      Runtime.getRuntime().addShutdownHook(new Thread(clusters::close));
      return clusters;
    }
  }
}

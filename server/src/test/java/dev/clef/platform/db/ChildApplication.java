package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A Clef without web server in a process of its own; reports what it sees while it is stopped. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(
    basePackageClasses = DataFolder.class,
    excludeFilters =
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = "dev\\.clef\\.platform\\.(web|log)\\..*"))
class ChildApplication {

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(ChildApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setKeepAlive(true);
    DataSource dataSource = application.run(arguments).getBean(DataSource.class);
    System.out.println("READY " + server(dataSource));
  }

  /** Tells one run of a server from the next. */
  private static String server(DataSource dataSource) {
    return JdbcClient.create(dataSource)
        .sql("select pg_postmaster_start_time()::text")
        .query(String.class)
        .single();
  }

  /** Stops in the phase of a web server, which must still find its databases. */
  @Bean
  SmartLifecycle likeAWebServer(DataSource dataSource) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        running = true;
      }

      @Override
      public void stop() {
        // Long enough for a PostgreSQL that got the signal itself to be gone, and even replaced.
        ClusterProcesses.pause(Duration.ofMillis(700));
        System.out.println("STOPPING " + server(dataSource));
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }
}

package dev.clef;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.modulith.Modulithic;

/** Starts the Clef server. */
@SpringBootApplication
@Modulithic(sharedModules = {"platform", "subject", "keys", "audit"})
public class ClefApplication {

  /**
   * Starts the process; the arguments are Spring properties and the flags of {@code ./clef run}.
   */
  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ClefApplication.class);
    application.addListeners(new PreparedContext());
    ConfigurableApplicationContext context = application.run(args);
    if (context.getEnvironment().getProperty("clef.training", boolean.class, false)) {
      new Training(context.getEnvironment(), context.getBean(Clock.class)).run();
      System.exit(SpringApplication.exit(context));
    }
  }
}

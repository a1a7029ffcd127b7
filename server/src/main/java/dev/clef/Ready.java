package dev.clef;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Terminal;
import java.io.Console;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says when and where Clef is ready: to the person at the terminal, else as one line of the log.
 */
@Component
class Ready {

  private static final Logger log = LoggerFactory.getLogger(Ready.class);

  private final Addresses addresses;
  private final DataFolder data;
  private final boolean json;

  Ready(Environment environment, DataFolder data) {
    this.addresses = new Addresses(environment);
    this.data = data;
    this.json = "json".equals(environment.getProperty("clef.log.format"));
  }

  @EventListener(ApplicationReadyEvent.class)
  void announce() {
    String message =
        String.format(
            Locale.ROOT,
            "Clef is ready in %.1f s · %s · data in %s",
            ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
            addresses.main(),
            data.root());
    Optional<Console> terminal = json ? Optional.empty() : Terminal.attached();
    if (terminal.isPresent()) {
      terminal
          .get()
          .printf(
              "%n  %s · stop with Ctrl-C%n  API: %s/docs · health and metrics: %s%n%n",
              message, addresses.main(), addresses.management() + "/actuator/health")
          .flush();
    } else {
      log.info(message);
    }
  }
}

package dev.clef;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Secret;
import dev.clef.platform.Terminal;
import java.io.Console;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says when and where Clef is ready: to the person at the terminal, else as one line of the log.
 * While there is no staff account, the terminal also gets the link that makes it, new at each
 * start.
 */
@Component
class Ready implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(Ready.class);

  private static final String NO_STAFF =
      "There is no staff account yet; docs/operations.md says how to get the link that makes it.";

  private final Addresses addresses;
  private final DataFolder data;
  private final StaffAccounts staff;
  private final boolean json;
  private Optional<Secret<String>> setup = Optional.empty();

  Ready(Environment environment, DataFolder data, StaffAccounts staff) {
    this.addresses = new Addresses(environment);
    this.data = data;
    this.staff = staff;
    this.json = "json".equals(environment.getProperty("clef.log.format"));
  }

  /** Before the first request is accepted: it may be one for another link, which is to stay. */
  @Override
  public void afterSingletonsInstantiated() {
    setup = staff.newSetupToken();
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
      setup.ifPresent(token -> invite(terminal.get(), token));
    } else {
      log.info(message);
      setup.ifPresent(token -> log.info(NO_STAFF)); // the token itself is not for a log
    }
    setup = Optional.empty();
  }

  private void invite(Console terminal, Secret<String> token) {
    terminal
        .printf(
            "  There is no staff account yet. Make it within %d hours, with an authenticator app:%n"
                + "  %s%n%n",
            staff.setupFor().toHours(),
            addresses.main() + StaffAccounts.SETUP_PAGE + token.expose())
        .flush();
  }
}

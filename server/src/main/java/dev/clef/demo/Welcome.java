package dev.clef.demo;

import dev.clef.platform.Terminal;
import java.io.Console;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says whom to try, with which password. What it prints opens invented accounts only. */
final class Welcome {

  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  private final Clock clock;

  Welcome(Clock clock) {
    this.clock = clock;
  }

  @Order(Ordered.LOWEST_PRECEDENCE)
  @EventListener(ApplicationReadyEvent.class)
  void announce() {
    List<String> lines = lines();
    Optional<Console> terminal = Terminal.attached();
    if (terminal.isPresent()) {
      lines.forEach(line -> terminal.get().printf("  %s%n", line));
      terminal.get().printf("%n").flush();
    } else {
      lines.forEach(LOG::info);
    }
  }

  private List<String> lines() {
    Samples samples = Samples.of(People.all());
    String withCode = samples.withAuthenticator().username();
    return List.of(
        "Trial mode: all people here are invented and sign in with the words: " + Deeds.PASSWORD,
        "A listener of many months: " + samples.longTime().username(),
        "A child awaiting a parent: " + samples.child().username(),
        "Somebody with an authenticator: "
            + withCode
            + " (code now "
            + Authenticator.code(clock.instant())
            + ", or add it to an app: "
            + Authenticator.uri(withCode)
            + ")");
  }
}

package dev.clef.testing;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The settings of a server that writes letters to a {@link MailServer}, and what came of them. */
public record MailedServer(MailServer mail) {

  private static final Pattern CODE = Pattern.compile("\\b\\d{8}\\b");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Puts the mail server into the settings; nobody in a test comes from more than one network. */
  public void settings(DynamicPropertyRegistry settings) {
    settings.add("clef.mail.host", () -> "localhost");
    settings.add("clef.mail.port", mail::port);
    settings.add("clef.mail.security", () -> "none");
    settings.add("clef.mail.from", () -> "noreply@clef.example");
    settings.add("clef.mail.workers", () -> 1); // letters arrive in the order they were written
    settings.add("clef.web.rate-limits.code-network.burst", () -> 1_000_000);
    settings.add("clef.web.rate-limits.code-network.refill", () -> "1ms");
    settings.add("clef.web.rate-limits.code-entry.burst", () -> 1_000_000);
    settings.add("clef.web.rate-limits.code-entry.refill", () -> "1ms");
  }

  /** The letter number {@code count} to an address, as soon as it is there. */
  public List<String> letter(String address, int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> mail.takenFor(address).size() >= count);
    return mail.takenFor(address).get(count - 1).parts();
  }

  /** The code in it. */
  public String code(String address, int count) {
    Matcher code = CODE.matcher(letter(address, count).get(1));
    if (!code.find()) {
      throw new AssertionError("a letter without a code");
    }
    return code.group();
  }
}

package dev.clef.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.mail.MailProperties.Security;
import dev.clef.platform.StartRefused;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.mail.*}, what is refused, and where letters are shown. */
class MailPropertiesTest {

  private static final Map<String, String> SERVER =
      Map.of("host", "mail.example.org", "from", "noreply@example.org");

  static MailProperties bound(Map<String, String> settings) {
    Map<String, String> full = new HashMap<>();
    settings.forEach((name, value) -> full.put("clef.mail." + name, value));
    return new Binder(new MapConfigurationPropertySource(full))
        .bindOrCreate("clef.mail", MailProperties.class);
  }

  private static MailProperties with(String name, String value) {
    Map<String, String> settings = new HashMap<>(SERVER);
    settings.put(name, value);
    return bound(settings);
  }

  @Test
  void without_settings_there_is_no_server_and_with_one_there_is_tls() {
    assertThat(bound(Map.of()).hasServer()).isFalse();
    MailProperties usual = bound(SERVER);
    assertThat(usual.hasServer()).isTrue();
    assertThat(usual.security()).isEqualTo(Security.STARTTLS);
    assertThat(usual.serverPort()).isEqualTo(587);
    assertThat(with("security", "tls").serverPort()).isEqualTo(465);
    assertThat(with("port", "2525").serverPort()).isEqualTo(2525);
    assertThat(usual.keep()).isEqualTo(Duration.ofDays(3));
    assertThat(usual.timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(usual.answerTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(usual.lease().minus(usual.answerTimeout()))
        .isGreaterThan(usual.timeout().multipliedBy(12));
  }

  @Test
  void pauses_grow_and_stop_growing() {
    MailProperties usual = bound(SERVER);
    assertThat(usual.waitAfter(1)).isEqualTo(Duration.ofSeconds(30));
    assertThat(usual.waitAfter(2)).isEqualTo(Duration.ofMinutes(1));
    assertThat(usual.waitAfter(5)).isEqualTo(Duration.ofMinutes(8));
    assertThat(usual.waitAfter(99)).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({
    "host, 'mail example'",
    "from, ''",
    "from, 'Clef <noreply@example.org>'",
    "from, noreply",
    "from, 'nörep@example.org'",
    "security, none",
    "port, 0",
    "port, 65536",
    "username, somebody",
    "password-file, /nowhere",
    "site, http://id.example.org",
    "site, https://id.example.org?token=1",
    "site, https://a:b@id.example.org",
    "timeout, 10ms",
    "answer-timeout, 10ms",
    "workers, 0",
    "attempts, 0",
    "first-wait, 1ms",
    "longest-wait, 1s",
    "keep, 31d"
  })
  void what_cannot_work_is_refused_by_name(String name, String value) {
    assertThatThrownBy(() -> with(name, value))
        .rootCause()
        .hasMessageStartingWith("clef.mail." + (name.equals("password-file") ? "username" : name));
  }

  @Test
  void a_name_beside_the_address_is_one_line() {
    assertThatThrownBy(() -> with("from-name", "Clef\r\nBcc: b@example.org"))
        .rootCause()
        .hasMessageStartingWith("clef.mail.from-name");
  }

  @Test
  void files_that_cannot_be_used_are_refused() {
    Map<String, String> settings = new HashMap<>(SERVER);
    settings.put("username", "clef");
    settings.put("password-file", "/nowhere/at-all");
    assertThatThrownBy(() -> new SmtpServer(bound(settings)))
        .hasMessageStartingWith("clef.mail.password-file");
    assertThatThrownBy(() -> new SmtpServer(with("certificates", "/nowhere/at-all")))
        .hasMessageStartingWith("clef.mail.certificates");
  }

  @Test
  void letters_are_shown_in_the_trial_mode_on_this_machine_and_nowhere_else() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    InetAddress open = InetAddress.getByName("0.0.0.0");
    MailProperties nothing = bound(Map.of());
    MailProperties asked = bound(Map.of("catch-all", "true"));
    assertThat(MailConfiguration.isCaught(nothing, true, here)).isTrue();
    assertThat(MailConfiguration.isCaught(nothing, true, open)).isFalse();
    assertThat(MailConfiguration.isCaught(nothing, true, null)).isFalse();
    assertThat(MailConfiguration.isCaught(nothing, false, here)).isFalse();
    assertThat(MailConfiguration.isCaught(bound(Map.of("catch-all", "false")), true, here))
        .isFalse();
    assertThat(MailConfiguration.isCaught(asked, true, here)).isTrue();
    assertThatThrownBy(() -> MailConfiguration.isCaught(asked, false, here))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("clef.mail.catch-all");
    assertThatThrownBy(() -> MailConfiguration.isCaught(asked, true, open))
        .isInstanceOf(StartRefused.class);
    assertThatThrownBy(() -> MailConfiguration.isCaught(bound(SERVER), true, here))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("invented people");
    assertThat(MailConfiguration.isCaught(bound(SERVER), false, open)).isFalse();
  }
}

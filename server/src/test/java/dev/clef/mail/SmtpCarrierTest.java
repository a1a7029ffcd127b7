package dev.clef.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.testing.MailServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;

/** What a real mail server says, and what comes of it. */
class SmtpCarrierTest {

  private static final String ANNA = "anna@example.org";
  private static final String PASSWORD = "mail secret 4711";
  private static final Instant AT = Instant.parse("2026-03-12T10:05:00Z");

  private final Paper paper = Papers.paper(null);

  @TempDir private Path folder;

  private static MailProperties settings(MailServer server, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "localhost");
    settings.put("port", Integer.toString(server.port()));
    settings.put("from", "noreply@clef.example");
    settings.put("security", "none");
    settings.put("timeout", "2s");
    settings.put("answer-timeout", "2s");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return MailPropertiesTest.bound(settings);
  }

  private Outgoing letter(String to) {
    return new Outgoing(
        UUID.fromString("01900000-0000-7000-8000-000000000001"),
        new MailAddress(to),
        paper.write(new Letter.ResetCode(Papers.CODE, Papers.TEN_MINUTES), Locale.JAPANESE, AT),
        Locale.JAPANESE,
        AT);
  }

  private Delivery carried(MailProperties settings, String to) {
    try (SmtpCarrier carrier = new SmtpCarrier(new SmtpServer(settings))) {
      return carrier.carry(letter(to));
    }
  }

  @Test
  void a_letter_arrives_as_it_was_written_and_says_where_it_comes_from() {
    try (MailServer server = MailServer.start()) {
      assertThat(carried(settings(server, "from-name", "Clef für \"alle\""), ANNA))
          .isEqualTo(new Delivery.Accepted());
      MailServer.Taken taken = server.taken().getFirst();
      assertThat(taken.from()).isEqualTo("noreply@clef.example");
      assertThat(taken.to()).isEqualTo(ANNA);
      assertThat(taken.helo()).isEqualTo("clef.example");
      assertThat(taken.header("To")).isEqualTo(ANNA);
      assertThat(taken.header("From")).startsWith("=?UTF-8?B?").endsWith("<noreply@clef.example>");
      assertThat(taken.header("Message-ID"))
          .isEqualTo("<01900000-0000-7000-8000-000000000001@clef.example>");
      assertThat(taken.header("Auto-Submitted")).isEqualTo("auto-generated");
      assertThat(taken.header("Content-Language")).isEqualTo("ja");
      Written written = letter(ANNA).written();
      assertThat(taken.parts())
          .satisfiesExactly(
              subject -> assertThat(subject).isEqualTo(written.subject()),
              text -> assertThat(text).isEqualTo(written.text()),
              html ->
                  assertThat(html.lines())
                      .containsExactlyElementsOf(written.html().lines().toList()));
    }
  }

  @Test
  void every_answer_of_the_server_is_understood() {
    try (MailServer server = MailServer.start();
        SmtpCarrier carrier = new SmtpCarrier(new SmtpServer(settings(server)))) {
      server.answer("gone@example.org", 550);
      server.answer("busy@example.org", 451);
      assertThat(carrier.carry(letter("gone@example.org"))).isEqualTo(new Delivery.Bounced());
      assertThat(carrier.carry(letter("busy@example.org"))).isEqualTo(new Delivery.Deferred());
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Accepted());
      server.answerData(554);
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Rejected());
      server.answerData(452);
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Deferred());
      server.answerData(250);
      server.answerSender(550);
      assertThat(carrier.carry(letter(ANNA)))
          .as("our own address is at fault, and no letter would fare better")
          .isInstanceOf(Delivery.Unreachable.class);
      server.answerSender(250);
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Accepted());
      assertThat(server.taken()).hasSize(2);
    }
  }

  @Test
  void a_refusal_by_a_rule_is_none_of_the_address() {
    try (MailServer server = MailServer.start();
        SmtpCarrier carrier = new SmtpCarrier(new SmtpServer(settings(server)))) {
      Delivery waits = new Delivery.Unreachable("recipient_refused_by_policy");
      server.answer(ANNA, 554, "5.7.1 relaying denied");
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(waits);
      server.answer(ANNA, 530, "5.7.0 log in first");
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(waits);
      server.answer(ANNA, 550, "5.1.1 nobody of this name");
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Bounced());
      server.answer(ANNA, 554, "5.4.6 a loop");
      assertThat(carrier.carry(letter(ANNA))).isEqualTo(new Delivery.Rejected());
    }
  }

  @Test
  void a_server_that_is_away_or_silent_takes_no_longer_than_its_timeout() throws Exception {
    MailServer gone = MailServer.start();
    MailProperties settings = settings(gone);
    gone.close();
    assertThat(carried(settings, ANNA)).isInstanceOf(Delivery.Unreachable.class);
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        MailServer slow = MailServer.start()) {
      long before = System.nanoTime();
      assertThat(carried(settings(slow, "port", Integer.toString(silent.getLocalPort())), ANNA))
          .isInstanceOf(Delivery.Unreachable.class);
      slow.sleep(10_000);
      assertThat(carried(settings(slow), ANNA)).isInstanceOf(Delivery.Unreachable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void an_address_with_letters_of_any_language_is_written_to() {
    try (MailServer server = MailServer.start()) {
      Delivery delivery = carried(settings(server), "jörg@example.org");
      assertThat(delivery).isEqualTo(new Delivery.Accepted());
    }
  }

  @Test
  void starttls_is_insisted_on_with_a_certificate_for_this_name_and_a_password() throws Exception {
    Path pem = folder.resolve("cert.pem");
    SSLContext tls = tls(pem);
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    String[] secured = {
      "security",
      "starttls",
      "certificates",
      pem.toString(),
      "username",
      "clef",
      "password-file",
      password.toString()
    };
    try (MailServer server =
        MailServer.start(builder ->
            builder
                .enableTLS()
                .requireTLS()
                .requireAuth()
                .startTlsSocketFactory(tls)
                .authenticationHandlerFactory(
                    new EasyAuthenticationHandlerFactory((user, secret, context) -> {
                      if (!user.equals("clef") || !secret.equals(PASSWORD)) {
                        throw new LoginFailedException();
                      }
                    })))) {
      assertThat(carried(settings(server, secured), ANNA)).isEqualTo(new Delivery.Accepted());
      assertThat(server.taken()).hasSize(1);
      assertThat(carried(settings(server, without(secured, "certificates")), ANNA))
          .as("an unknown authority")
          .isInstanceOf(Delivery.Unreachable.class);
      String[] byAddress = Arrays.copyOf(secured, secured.length + 2);
      byAddress[secured.length] = "host";
      byAddress[secured.length + 1] = "127.0.0.1";
      assertThat(carried(settings(server, byAddress), ANNA))
          .as("another name than the certificate's")
          .isInstanceOf(Delivery.Unreachable.class);
      Files.writeString(password, "wrong");
      assertThat(carried(settings(server, secured), ANNA)).isInstanceOf(Delivery.Unreachable.class);
      assertThat(server.taken()).hasSize(1);
    }
    try (MailServer open = MailServer.start()) {
      assertThat(
              carried(settings(open, "security", "starttls", "certificates", pem.toString()), ANNA))
          .as("a server without STARTTLS gets nothing in the clear")
          .isInstanceOf(Delivery.Unreachable.class);
      assertThat(open.taken()).isEmpty();
    }
  }

  private static String[] without(String[] settings, String name) {
    List<String> kept = new ArrayList<>(List.of(settings));
    int at = kept.indexOf(name);
    kept.remove(at);
    kept.remove(at);
    return kept.toArray(String[]::new);
  }

  @Test
  void implicit_tls_works_and_does_not_fall_back() throws Exception {
    Path pem = folder.resolve("cert.pem");
    SSLContext tls = tls(pem);
    try (MailServer server = MailServer.start(builder -> builder.serverSocketFactory(tls))) {
      assertThat(carried(settings(server, "security", "tls", "certificates", pem.toString()), ANNA))
          .isEqualTo(new Delivery.Accepted());
    }
    try (MailServer open = MailServer.start()) {
      assertThat(carried(settings(open, "security", "tls", "certificates", pem.toString()), ANNA))
          .isInstanceOf(Delivery.Unreachable.class);
      assertThat(open.taken()).isEmpty();
    }
  }

  @Test
  void a_password_others_may_read_is_refused() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    try (MailServer server = MailServer.start()) {
      MailProperties settings =
          settings(server, "username", "clef", "password-file", password.toString());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SmtpServer(settings))
          .withMessageContaining("chmod 600");
    }
  }

  private SSLContext tls(Path pem) throws Exception {
    Path keys = folder.resolve("mail.p12");
    MailServer.makeCertificate(keys, pem, "changeit");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(keys)) {
      store.load(file, "changeit".toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void nothing_prints_an_address_or_a_code() {
    Outgoing letter = letter(ANNA);
    assertThat(List.of(letter.toString(), letter.written().toString()))
        .allSatisfy(text -> assertThat(text).doesNotContain("example", Papers.CODE.digits()));
  }
}

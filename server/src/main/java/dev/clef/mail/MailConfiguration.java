package dev.clef.mail;

import dev.clef.audit.AuditLog;
import dev.clef.keys.Envelope;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.ServiceKeys;
import dev.clef.platform.Demo;
import dev.clef.platform.StartRefused;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.pages.Words;
import dev.clef.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.thymeleaf.ITemplateEngine;

/** Wires letters. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailProperties.class)
class MailConfiguration {

  @Bean
  LetterStore letterStore(JdbcClient jdbc) {
    return new LetterStore(jdbc);
  }

  @Bean
  LetterSealer letterSealer(
      Vault vault, Envelope envelope, ServiceKeys keys, KeysProperties properties) {
    return new LetterSealer(vault, envelope, keys, properties);
  }

  @Bean
  Letters letters(
      LetterStore store,
      LetterSealer sealer,
      PersonKeys keys,
      MailProperties settings,
      UuidV7 ids,
      Clock clock) {
    return new Letters(store, sealer, keys, settings, ids, clock);
  }

  @Bean
  MailData mailData(LetterStore store) {
    return new MailData(store);
  }

  @Bean
  MailMeters mailMeters(MeterRegistry meters, LetterStore store) {
    return new MailMeters(meters, store);
  }

  @Bean
  TrialMailbox trialMailbox(MailProperties settings, Demo demo, Environment environment) {
    return new TrialMailbox(
        isCaught(
            settings, demo.on(), environment.getProperty("server.address", InetAddress.class)));
  }

  /**
   * Whether letters are shown instead of sent.
   *
   * @throws StartRefused when real letters would be shown, or invented people written to
   */
  static boolean isCaught(MailProperties settings, boolean demo, @Nullable InetAddress at) {
    boolean loopback = at != null && at.isLoopbackAddress();
    if (Boolean.TRUE.equals(settings.catchAll()) && !(demo && loopback)) {
      throw new StartRefused(
          "clef.mail.catch-all shows letters to whoever looks. It is for the trial mode on this machine only: take it away, or start with --demo and server.address=127.0.0.1.");
    }
    if (demo && settings.hasServer() && !settings.isHere()) {
      throw new StartRefused(
          "clef.mail.host would write to invented people. In trial mode it may be on this machine only; without it, letters are shown at /trial/mail.");
    }
    if (Boolean.TRUE.equals(settings.catchAll()) && settings.hasServer()) {
      throw new StartRefused("clef.mail.catch-all and clef.mail.host: one of both.");
    }
    return demo && loopback && !settings.hasServer() && !Boolean.FALSE.equals(settings.catchAll());
  }

  @Bean
  Postman postman(
      LetterStore store,
      LetterSealer sealer,
      Vault vault,
      ITemplateEngine templates,
      Words words,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      MailMeters meters,
      MailProperties settings,
      Letters letters,
      TrialMailbox mailbox,
      UuidV7 ids,
      Clock clock) {
    return new Postman(
        store,
        new LetterOpener(vault, sealer, keys),
        new Paper(templates, words, settings.site()),
        new Endings(store, keys, log, transaction, meters, clock),
        meters,
        settings,
        letters,
        carriers(settings, mailbox),
        ids,
        clock);
  }

  /** Nothing is sent without a mail server; the mailbox of the trial mode is one for all. */
  private static Optional<Supplier<Carrier>> carriers(
      MailProperties settings, TrialMailbox mailbox) {
    if (settings.hasServer()) {
      SmtpServer server = new SmtpServer(settings);
      return Optional.of(() -> new SmtpCarrier(server));
    }
    return mailbox.isOpen() ? Optional.of(() -> mailbox) : Optional.empty();
  }
}

package dev.clef.identity;

import dev.clef.audit.AuditLog;
import dev.clef.keys.Handover;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.ServiceKeys;
import dev.clef.mail.Letters;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires codes that go out by mail, and what they are good for. */
@Configuration(proxyBeanMethods = false)
class CodeConfiguration {

  @Bean
  CodeStore codeStore(JdbcClient jdbc) {
    return new CodeStore(jdbc);
  }

  @Bean
  ConfirmedAddresses confirmedAddresses(Vault vault, Finder finder) {
    return new ConfirmedAddresses(vault, finder);
  }

  @Bean
  OneTimeCodes oneTimeCodes(
      CodeStore store,
      ServiceKeys keys,
      Letters letters,
      ConfirmedAddresses addresses,
      RateLimits limits,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      IdentityProperties properties,
      Clock clock) {
    return new OneTimeCodes(
        store,
        keys,
        letters,
        addresses,
        limits,
        transaction,
        randomness,
        ids,
        properties.codeFor(),
        clock);
  }

  @Bean
  CodeData codeData(OneTimeCodes codes) {
    return new CodeData(codes);
  }

  @Bean
  RegistrationByMail registrationByMail(
      OneTimeCodes codes,
      Finder finder,
      Letters letters,
      Handover handover,
      RateLimits limits,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Demo demo) {
    return new RegistrationByMail(
        codes, finder, letters, handover, limits, transaction, properties, demo);
  }

  @Bean
  PasswordReset passwordReset(
      OneTimeCodes codes,
      ConfirmedAddresses addresses,
      Finder finder,
      AccountStore accounts,
      Passwords passwords,
      Credentials credentials,
      Sessions sessions,
      Letters letters,
      Handover handover,
      RateLimits limits,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties) {
    return new PasswordReset(
        codes,
        addresses,
        finder,
        accounts,
        passwords,
        credentials,
        sessions,
        letters,
        handover,
        limits,
        log,
        transaction,
        properties);
  }

  @Bean
  EmailConfirmation emailConfirmation(
      OneTimeCodes codes,
      ConfirmedAddresses addresses,
      Finder finder,
      Credentials credentials,
      Vault vault,
      PersonKeys keys,
      RateLimits limits,
      Sessions sessions,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    return new EmailConfirmation(
        codes,
        addresses,
        finder,
        credentials,
        vault,
        keys,
        limits,
        sessions,
        log,
        transaction,
        clock);
  }

  /** A second code may be sent at once: the first may have been asked for by a slip. */
  @Bean
  RateLimit codeAgainLimit() {
    return new RateLimit(OneTimeCodes.AGAIN_LIMIT, 2, Duration.ofMinutes(1));
  }

  /** Whoever knows an address or a name can have about fifty letters a day sent there. */
  @Bean
  RateLimit codeLettersLimit() {
    return new RateLimit(OneTimeCodes.LETTERS_LIMIT, 6, Duration.ofMinutes(30));
  }

  /** Four networks at least have to ask before nothing is left for the person. */
  @Bean
  RateLimit codeShareLimit() {
    return new RateLimit(OneTimeCodes.SHARE_LIMIT, 4, Duration.ofHours(2));
  }

  @Bean
  RateLimit codeNetworkLimit() {
    return new RateLimit(OneTimeCodes.NETWORK_LIMIT, 20, Duration.ofSeconds(20));
  }

  /** Each costs a wait, and a password that is chosen costs a hash. */
  @Bean
  RateLimit codeEntryLimit() {
    return new RateLimit(OneTimeCodes.ENTRY_LIMIT, 30, Duration.ofSeconds(2));
  }

  @Bean
  PublicPath registrationsPath() {
    return PublicPath.post("/api/v1/registrations");
  }

  @Bean
  PublicPath registrationsConfirmPath() {
    return PublicPath.post("/api/v1/registrations/confirm");
  }

  @Bean
  PublicPath passwordResetsPath() {
    return PublicPath.post("/api/v1/password-resets");
  }

  @Bean
  PublicPath passwordResetsConfirmPath() {
    return PublicPath.post("/api/v1/password-resets/confirm");
  }
}

package dev.clef.identity;

import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.attestation.Attestations;
import dev.clef.identity.credentials.attestation.MetadataReader;
import dev.clef.keys.Handover;
import dev.clef.mail.Letters;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.WebSettings;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires passkeys, authenticator apps and recovery codes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PasskeyProperties.class)
class FactorConfiguration {

  @Bean
  FactorStore factorStore(JdbcClient jdbc) {
    return new FactorStore(jdbc);
  }

  @Bean
  LossStore lossStore(JdbcClient jdbc) {
    return new LossStore(jdbc);
  }

  @Bean
  AppCodes appCodes(
      AccountStore accounts, Letters letters, TransactionTemplate transaction, Clock clock) {
    return new AppCodes(accounts, letters, transaction, clock);
  }

  @Bean
  RecoveryCodes recoveryCodes(
      FactorStore store,
      LossStore losses,
      AccountStore accounts,
      Letters letters,
      TransactionTemplate transaction) {
    return new RecoveryCodes(store, losses, accounts, letters, transaction);
  }

  @Bean
  DeviceKeyProofs deviceKeyProofs(
      FactorStore store, Handover handover, Randomness randomness, Clock clock) {
    return new DeviceKeyProofs(store, handover, randomness, clock);
  }

  @Bean
  DeviceKeys deviceKeys(
      FactorStore store,
      FactorWriter writer,
      FactorNews news,
      Sessions sessions,
      StepUp stepUp,
      Credentials credentials,
      Handover handover,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new DeviceKeys(
        store, writer, news, sessions, stepUp, credentials, handover, randomness, ids, clock);
  }

  @Bean
  FactorWriter factorWriter(Vault vault, VaultWriter writer) {
    return new FactorWriter(vault, writer);
  }

  @Bean
  PasskeySites passkeySites(
      PasskeyProperties properties,
      WebSettings web,
      Demo demo,
      @Value("${clef.tls.enabled:true}") boolean tls,
      @Value("${server.address:#{null}}") @Nullable InetAddress listens) {
    boolean local = demo.on() || (listens != null && listens.isLoopbackAddress());
    return PasskeySites.choose(properties.rpId(), web.origins(), local, tls);
  }

  @Bean
  AuthenticatorMetadata authenticatorMetadata(
      PasskeyProperties properties, JdbcClient jdbc, Clock clock) {
    MetadataReader reader =
        new MetadataReader(
            properties.metadata() == null ? List.of() : MetadataRoots.of(properties.metadataRoot()),
            properties.metadataSigner());
    return new AuthenticatorMetadata(
        properties.metadata(), reader, new MetadataStore(jdbc, reader.publisher()), clock);
  }

  @Bean
  Passkeys passkeys(
      AuthenticatorMetadata metadata,
      FactorStore store,
      FactorWriter factors,
      Vault vault,
      SignIn signIn,
      Handover handover,
      AuditLog log,
      PasskeyProperties properties,
      Randomness randomness,
      Clock clock) {
    return new Passkeys(
        new PasskeyVerifier(
            new Attestations(
                properties.policy("clef.passkeys.attestation", properties.attestation()),
                metadata::current,
                clock)),
        store,
        factors,
        vault,
        signIn,
        handover,
        log,
        properties,
        randomness,
        clock);
  }

  @Bean
  MailProofs mailProofs(
      OneTimeCodes codes, Finder finder, Credentials credentials, RateLimits limits, AuditLog log) {
    return new MailProofs(codes, finder, credentials, limits, log);
  }

  @Bean
  StepUp stepUp(FactorStore store, MailProofs mail, Clock clock) {
    return new StepUp(store, mail, clock);
  }

  @Bean
  Confirmations confirmations(
      Credentials credentials,
      Passkeys passkeys,
      MailProofs mail,
      Sessions sessions,
      StepUp stepUp,
      AuditLog log,
      Clock clock) {
    return new Confirmations(credentials, passkeys, mail, sessions, stepUp, log, clock);
  }

  @Bean
  FactorNews factorNews(Credentials credentials, Letters letters, RateLimits limits, AuditLog log) {
    return new FactorNews(credentials, letters, limits, log);
  }

  @Bean
  RateLimit factorsLimit() {
    return new RateLimit(FactorNews.LIMIT, 10, Duration.ofMinutes(5));
  }

  @Bean
  AuthenticatorApps authenticatorApps(
      FactorWriter writer,
      FactorNews news,
      FactorStore store,
      Credentials credentials,
      Sessions sessions,
      StepUp stepUp,
      Handover handover,
      PasskeyProperties properties,
      Randomness randomness,
      Clock clock) {
    return new AuthenticatorApps(
        writer,
        news,
        store,
        credentials,
        sessions,
        stepUp,
        handover,
        properties,
        randomness,
        clock);
  }

  @Bean
  Factors factors(
      FactorStore store,
      FactorWriter writer,
      FactorNews news,
      Passkeys passkeys,
      Vault vault,
      Credentials credentials,
      Sessions sessions,
      StepUp stepUp,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new Factors(
        store,
        writer,
        passkeys,
        vault,
        credentials,
        sessions,
        stepUp,
        news,
        transaction,
        randomness,
        ids,
        clock);
  }

  @Bean
  LostFactors lostFactors(
      LossStore store,
      FactorStore factors,
      FactorWriter writer,
      FactorNews news,
      Finder finder,
      AccountStore accounts,
      Credentials credentials,
      OneTimeCodes codes,
      MailProofs mail,
      Sessions sessions,
      Letters letters,
      Handover handover,
      RateLimits limits,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Clock clock) {
    return new LostFactors(
        store,
        factors,
        writer,
        news,
        finder,
        accounts,
        credentials,
        codes,
        mail,
        sessions,
        letters,
        handover,
        limits,
        log,
        transaction,
        properties,
        clock);
  }

  @Bean
  PublicPath lostFactorsPath() {
    return PublicPath.post("/api/v1/lost-factors");
  }

  @Bean
  PublicPath lostFactorsConfirmPath() {
    return PublicPath.post("/api/v1/lost-factors/confirm");
  }

  @Bean
  PublicPath deviceKeyQuestionPath() {
    return PublicPath.post("/api/v1/sign-in/device-key/challenge");
  }

  @Bean
  PublicPath passkeyPath() {
    return PublicPath.post("/api/v1/sign-in/passkey");
  }

  @Bean
  PublicPath passkeyChallengePath() {
    return PublicPath.post("/api/v1/sign-in/passkey/challenge");
  }
}

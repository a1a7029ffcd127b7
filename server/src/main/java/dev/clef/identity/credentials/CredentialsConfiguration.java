package dev.clef.identity.credentials;

import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The password hasher, the password policy and the blocklist of the process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PasswordSettings.class, BlocklistSettings.class})
class CredentialsConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialsConfiguration.class);

  @Bean
  PasswordPolicy passwordPolicy(PasswordSettings settings) {
    return new PasswordPolicy(settings.minimumLength());
  }

  @Bean
  Blocklist passwordBlocklist(BlocklistSettings settings) {
    Blocklist blocklist = Blocklist.of(settings);
    blocklist
        .filter()
        .ifPresentOrElse(
            filter ->
                LOG.info(
                    "New passwords are compared with {} of \"{}\", made {}, checksum {}",
                    filter.count(),
                    filter.source(),
                    filter.madeAt(),
                    filter.sha256()),
            () ->
                LOG.info(
                    "New passwords are compared with common ones alone: clef.passwords.filter names no"
                        + " file"));
    return blocklist;
  }

  @Bean
  PasswordHasher passwordHasher(
      PasswordSettings settings, Randomness randomness, MeterRegistry meters) {
    PasswordHasher hasher = new PasswordHasher(settings, randomness, meters);
    LOG.info("Passwords are hashed by {}", hasher.engine());
    if (hasher.takesFreshMemory() && HugePages.areMissing()) {
      LOG.info(
          "This machine gives memory in small pages, which makes hashing dearer: see Huge pages in"
              + " docs/operations.md");
    }
    return hasher;
  }
}

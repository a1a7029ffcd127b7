package dev.clef.identity.credentials;

import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The password hasher and the password policy of the process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PasswordSettings.class)
class CredentialsConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialsConfiguration.class);

  @Bean
  PasswordPolicy passwordPolicy(PasswordSettings settings) {
    return new PasswordPolicy(settings.minimumLength());
  }

  @Bean
  PasswordHasher passwordHasher(
      PasswordSettings settings, Randomness randomness, MeterRegistry meters) {
    PasswordHasher hasher = new PasswordHasher(settings, randomness, meters);
    LOG.info("Passwords are hashed by {}", hasher.engine());
    return hasher;
  }
}

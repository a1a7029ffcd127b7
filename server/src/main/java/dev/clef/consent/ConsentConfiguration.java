package dev.clef.consent;

import dev.clef.law.ConsentAges;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires ages. */
@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {

  @Bean
  Ages ages(Clock clock) {
    return new Ages(ConsentAges.load(), clock);
  }
}

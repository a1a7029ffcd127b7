package dev.clef.platform;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Time, chance and names made of both: injected everywhere, so that tests can set them. */
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Randomness randomness() {
    return new Randomness();
  }

  @Bean
  UuidV7 uuidV7(Clock clock, Randomness randomness) {
    return new UuidV7(clock, randomness);
  }
}

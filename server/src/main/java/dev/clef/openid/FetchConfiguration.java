package dev.clef.openid;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what is fetched from applications. */
@Configuration(proxyBeanMethods = false)
class FetchConfiguration {

  @Bean
  Fetch fetch(OpenidProperties properties) {
    return new Fetch(properties.fetch());
  }

  @Bean
  SectorUri sectorUri(Fetch fetch) {
    return new SectorUri(fetch);
  }

  @Bean
  FetchedKeys fetchedKeys(Fetch fetch, Clock clock) {
    return new FetchedKeys(fetch, clock);
  }
}

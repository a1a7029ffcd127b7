package dev.clef.platform.web.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the lanes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LaneSettings.class)
class LanesConfiguration {

  @Bean
  Lanes lanes(LaneSettings settings, ObjectProvider<LanePaths> paths, MeterRegistry meters) {
    return new Lanes(settings, paths.stream().toList(), meters);
  }
}

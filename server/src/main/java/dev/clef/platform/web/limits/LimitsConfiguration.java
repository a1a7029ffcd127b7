package dev.clef.platform.web.limits;

import dev.clef.platform.web.WebSettings;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The limits that other modules use. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateLimitSettings.class)
class LimitsConfiguration {

  @Bean
  RateLimits rateLimits(ObjectProvider<RateLimit> limits, RateLimitSettings settings, Clock clock) {
    List<RateLimit> declared = limits.stream().toList();
    return new RateLimits(declared, settings.rateLimits(), clock);
  }

  @Bean
  ClientAddresses clientAddresses(WebSettings settings) {
    return new ClientAddresses(settings.trustedProxies());
  }
}

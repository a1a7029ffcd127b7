package dev.clef.platform.web.openapi;

import dev.clef.platform.web.PublicPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The document and its page are open to all. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  @Bean
  PublicPath openApiDocument() {
    return PublicPath.get("/openapi.json");
  }

  @Bean
  PublicPath openApiPage() {
    return PublicPath.get("/docs");
  }
}

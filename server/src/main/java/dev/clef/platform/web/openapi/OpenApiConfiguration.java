package dev.clef.platform.web.openapi;

import dev.clef.platform.web.PublicPath;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The document, its page and the stylesheets are open to all. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration implements WebMvcConfigurer {

  private static final Duration ASSET_AGE = Duration.ofHours(1);

  @Bean
  PublicPath openApiDocument() {
    return PublicPath.get("/openapi.json");
  }

  @Bean
  PublicPath openApiPage() {
    return PublicPath.get("/docs");
  }

  @Bean
  PublicPath assets() {
    return PublicPath.get("/assets/**");
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/assets/")
        .setCacheControl(CacheControl.maxAge(ASSET_AGE).cachePublic());
  }
}

package dev.clef.platform.web.pages;

import dev.clef.platform.web.PublicPath;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Wires what pages need. */
@Configuration(proxyBeanMethods = false)
class PagesConfiguration {

  @Bean
  WebMvcConfigurer forms() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new FormResolver());
      }

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(Turns.ofThisMachine()).addPathPatterns("/privacy", "/privacy/**");
      }
    };
  }

  @Bean
  Languages localeResolver() {
    return new Languages();
  }

  @Bean
  Words words(MessageSource messages) {
    return new Words(messages);
  }

  @Bean
  PageRenderer pageRenderer(
      @Lazy @Qualifier("thymeleafViewResolver") ViewResolver views,
      Languages localeResolver,
      Assets assets) {
    return new PageRenderer(views, localeResolver, assets);
  }

  @Bean
  PublicPath assetsPath() {
    return PublicPath.get("/assets/**");
  }
}

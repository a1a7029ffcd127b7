package dev.clef.platform.web;

import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** What the settings of Spring Boot do not reach in Tomcat. */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> quietErrors() {
    return factory -> factory.addContextCustomizers(TomcatConfiguration::silence);
  }

  private static void silence(Context context) {
    if (context.getParent() instanceof StandardHost host) {
      for (Valve valve : host.getPipeline().getValves()) {
        if (valve instanceof ErrorReportValve) {
          host.getPipeline().removeValve(valve);
        }
      }
      host.getPipeline().addValve(new QuietErrorValve());
      host.setErrorReportValveClass(QuietErrorValve.class.getName());
    }
  }
}

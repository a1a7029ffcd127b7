package dev.clef.platform.web;

import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
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

  /**
   * Tomcat keeps used requests, processors and socket buffers for the next ones to reuse, with what
   * was in them: addresses, headers, bodies. Here they are left to the garbage collector.
   */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> forgetful() {
    return factory -> factory.addConnectorCustomizers(TomcatConfiguration::forget);
  }

  private static void forget(Connector connector) {
    if (!connector.setProperty("socket.bufferPool", "0")
        || !connector.setProperty("processorCache", "0")) {
      throw new IllegalStateException("Tomcat no longer knows a setting of its pools");
    }
    for (UpgradeProtocol protocol : connector.findUpgradeProtocols()) {
      if (protocol instanceof Http2Protocol http2) {
        http2.setDiscardRequestsAndResponses(true);
      }
    }
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

package dev.clef.platform.web.tls;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the bundle that {@code server.ssl.bundle} names, before Tomcat asks for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "clef.tls.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TlsSettings.class)
class TlsConfiguration {

  static final String BUNDLE = "clef";

  /** Elliptic curves only: finite-field groups cost a hundred times as much per handshake. */
  private static final String GROUPS = "x25519,secp256r1,secp384r1";

  @Bean
  Supplier<CertificateFiles> certificateFiles(
      TlsSettings settings,
      ObjectProvider<DataFolder> dataFolder,
      Clock clock,
      Randomness randomness) {
    Path certificate = settings.certificate();
    Path privateKey = settings.privateKey();
    if (certificate != null && privateKey != null) {
      CertificateFiles given = new CertificateFiles(certificate, privateKey);
      return () -> given;
    }
    return new OwnCertificate(dataFolder.getObject().root(), settings.hosts(), clock, randomness)
        ::ensure;
  }

  @Bean
  SslBundleRegistrar tlsBundle(Supplier<CertificateFiles> certificateFiles) {
    return registry -> registry.registerBundle(BUNDLE, certificateFiles.get().load());
  }

  @Bean
  CertificateReloader certificateReloader(
      Supplier<CertificateFiles> certificateFiles, SslBundleRegistry registry) {
    return new CertificateReloader(certificateFiles, registry);
  }

  /** Spring Boot's bundles know no groups, and a replaced bundle would forget them. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tlsGroups(
      ObjectProvider<SslBundles> bundles) {
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          restrictGroups(connector);
          bundles.getObject().addBundleUpdateHandler(BUNDLE, _ -> restrictGroups(connector));
        });
  }

  private static void restrictGroups(Connector connector) {
    for (var host : connector.findSslHostConfigs()) {
      host.setGroups(GROUPS);
    }
  }
}
